import type { Messages } from "./index.ts";

const choix = (n: number): string => `${n} choix`;

export const fr: Messages = {
  skipToContent: "Aller au contenu principal",
  opensInNewTab: "(nouvel onglet)",
  thereIsAProblem: "Il y a un problème",
  errorPrefix: "Erreur :",
  warning: "Attention",
  back: "Retour",
  continue: "Continuer",
  change: "Modifier",
  tryAgain: "Réessayer",
  percentDone: (percent) => `${percent} % faits`,
  cannotGoOn: "Cette page ne peut pas continuer",
  noAnswer: "Le serveur n’a pas répondu. Vérifiez votre connexion, puis réessayez.",
  serverSaid: (status) => `Le serveur n’a pas pu le faire (réponse ${status}). Réessayez dans quelques minutes.`,
  serverUnreadable: "La réponse du serveur est illisible. Réessayez dans quelques minutes.",
  reload: "Recharger cette page",
  goHome: "Aller à votre page",
  fileMissing: "Choisissez d’abord un fichier",
  unexpected:
    "Il s’est passé quelque chose d’inattendu dans votre navigateur. Rechargez la page et signalez-le au responsable du scrutin :",

  welcome: {
    organisation: "Organisation",
    ballot: "Questions posées",
    open: "Ouvert jusqu’au",
    signedInAs: "Vous votez en tant que",
    weight: "Votre vote compte pour",
    weightOf: (n) => `${n} voix`,
    secrecy: "Votre vote est chiffré dans ce navigateur avant d’être envoyé. Personne ne voit vos choix en chemin.",
    howToCheck: "Sur qui cela repose, et comment le vérifier",
    votedBefore: "Vous avez déjà voté. Si vous votez encore, seul votre dernier bulletin compte.",
    help: "Pour obtenir de l’aide, adressez-vous à",
    signInTitle: "Identifiez-vous d’abord",
    signIn: "S’identifier pour voter",
    signInText:
      "Pour que seuls les membres inscrits votent, identifiez-vous une fois avant de choisir. Vous reviendrez ensuite à cette page.",
    credentialKept: "Votre code de vote est gardé dans cet onglet pendant que vous vous identifiez.",
    credentialFound: (end) => `Votre code de vote est venu avec votre lien. Il se termine par ${end}.`,
    otherCredential: "Utiliser un autre code",
    credential: "Votre code de vote",
    credentialHint:
      "22 lettres et chiffres en quatre groupes, comme AbCdE-fGhJkL-mNpQr-StUvWx, dans le message ou la lettre que vous avez reçus. Les majuscules comptent ; les tirets et les espaces ne comptent pas.",
    start: "Commencer à voter",
  },
  credentialFault: {
    empty: "Saisissez votre code de vote",
    length: "Un code de vote a 22 lettres et chiffres ; vérifiez qu’aucun ne manque ni n’est en double",
    character: (wrong) =>
      `Un code de vote ne contient jamais « ${wrong} » ; il n’a ni zéro, ni O majuscule, ni I majuscule, ni l minuscule, pour qu’on ne les confonde pas`,
    checksum: "Un caractère du code est mal saisi ; comparez-le avec votre message ou votre lettre",
    unknown:
      "Ce code n’est pas sur la liste de ce scrutin ; vérifiez chaque caractère, et qu’il vous a été envoyé pour ce scrutin et non pour un scrutin précédent",
  },
  closedPoll: {
    early: "Le vote n’est pas encore ouvert",
    earlyText: "Revenez quand le scrutin sera ouvert. Le message avec votre lien dit quand.",
    closed: "Le vote est clos",
    closedText: (when) => `Le scrutin s’est terminé le ${when}. Aucun bulletin ne peut plus être déposé.`,
    annulled: "Ce scrutin a été annulé",
    annulledText: "Aucun bulletin ne peut être déposé, et aucun bulletin déjà déposé n’est compté.",
    declared: "Le résultat a été proclamé",
    declaredText: "Le vote est terminé. La proclamation et le tableau de tous les bulletins sont publics.",
    seeBoard: "Voir le tableau",
    notOnRoll: "Vous n’êtes pas sur la liste électorale de ce scrutin",
  },
  untrusted: {
    title: "Ne votez pas sur cette page",
    text: "Le dossier du scrutin est incohérent : le secret de votre vote n’est pas assuré. Rien n’a été envoyé. Signalez-le au responsable du scrutin, mot pour mot :",
  },
  question: {
    caption: (i, n) => `Question ${i} sur ${n}`,
    one: "Choisissez une réponse.",
    exactly: (n) => `Choisissez ${n} réponses.`,
    upTo: (max) => `Choisissez ${max} réponses au plus.`,
    between: (min, max) => `Choisissez de ${min} à ${max} réponses.`,
    orNone: "Vous pouvez aussi n’en choisir aucune.",
    orBlank: "Ou laissez cette question en blanc, à la fin de la liste.",
    statement: (name) => `Profession de foi de ${name}`,
    compare: "Comparer toutes les candidatures",
    or: "ou",
    blank: "Je laisse cette question en blanc",
    blankHint: "Un vote blanc est compté comme blanc. Il n’est pour aucune des réponses ci-dessus.",
    chosen: (chosen, max) => `${chosen} sur ${max}`,
    left: (n) => `encore ${choix(n)}`,
    tooManyNow: (n) => `${n} de trop`,
    full: "plus aucun choix",
    isBlank: "En blanc",
    chooseOne: "Choisissez une réponse",
    chooseOneOrBlank: "Choisissez une réponse, ou laissez la question en blanc",
    tooMany: (chosen, max) =>
      `Vous en avez choisi ${chosen}, soit ${chosen - max} de plus que les ${max} permis. Retirez-en ${chosen - max}`,
    tooFew: (chosen, min) =>
      chosen === 0
        ? `Choisissez-en au moins ${min}`
        : `Vous en avez choisi ${chosen} ; choisissez-en au moins ${min - chosen} de plus`,
    orLeaveBlank: ", ou laissez la question en blanc",
  },
  review: {
    title: "Vérifiez vos choix",
    text: "Vous seul voyez cette page. Ensuite, vos choix sont chiffrés sur cet appareil.",
    none: "Vous n’avez choisi aucune réponse",
    blank: "Vous laissez cette question en blanc",
    changeOf: (question) => `votre choix pour ${question}`,
    unused: (n) => `Vous pourriez en choisir encore ${n}.`,
    encrypt: "Chiffrer mon bulletin",
  },
  encrypting: {
    title: "Chiffrement de votre bulletin",
    text: "Cela se passe sur votre appareil, en quelques secondes ; sur un vieux téléphone, en une minute au plus.",
    failed: "Votre bulletin n’a pas pu être chiffré sur cet appareil",
    failedText:
      "Rien n’a été envoyé. Réessayez, ou votez avec un autre navigateur ou un autre appareil ; votre lien y fonctionne aussi.",
  },
  tracking: {
    title: "Votre bulletin est chiffré, mais pas encore déposé",
    label: "Votre numéro de suivi",
    text: "Le numéro de suivi désigne votre bulletin chiffré et ne dit rien de vos choix. Notez-le ou photographiez-le maintenant : il vous permet de voir sur le tableau public que votre bulletin y est, inchangé.",
    changeText:
      "Si vous voulez changer quelque chose, revenez en arrière : un nouveau bulletin avec un nouveau numéro est alors fait.",
    cast: "Déposer ce bulletin",
    change: "Modifier mes choix",
  },
  casting: {
    title: "Dépôt de votre bulletin",
    text: "Attendez que votre reçu s’affiche.",
    retrying: "Le serveur n’a pas répondu. Nouvel essai.",
  },
  castFailed: {
    unknownTitle: "On ne sait pas encore si votre bulletin a été reçu",
    unknownText:
      "Le serveur n’a pas répondu. Rien n’est perdu : votre bulletin chiffré est toujours ici. Quand la connexion est rétablie, envoyez-le à nouveau. Le même bulletin n’est jamais compté deux fois.",
    unknownBoard: "Vous pouvez aussi chercher votre numéro de suivi sur le tableau depuis un autre appareil :",
    again: "Envoyer à nouveau le même bulletin",
    refusedTitle: "Votre bulletin n’a pas été accepté",
    earlierCounts: "Si vous aviez déjà déposé un bulletin, il compte toujours.",
    makeNew: "Faire un nouveau bulletin",
    signInTitle: "Vous n’êtes plus identifié",
    signInText:
      "Votre bulletin n’a pas été envoyé. Il est toujours ici : identifiez-vous, revenez à cet onglet et déposez-le.",
    signInNewTab: "S’identifier",
    signedIn: "Je me suis identifié : déposer mon bulletin",
    receivedBefore: "Votre bulletin a été reçu",
    receivedBeforeText:
      "Le tableau contient déjà ce bulletin même : un essai précédent l’a atteint. Il compte. Le reçu signé de cet essai s’est perdu en chemin ; notez donc le numéro de suivi et cherchez-le sur le tableau.",
  },
  mismatch: {
    title: "Arrêtez : le serveur a enregistré autre chose que votre bulletin",
    text: "Le reçu du serveur ne correspond pas au bulletin fait par ce navigateur. Votre vote a peut-être été modifié. Enregistrez la preuve, puis prévenez tout de suite le responsable du scrutin et les scrutateurs.",
    yours: "Numéro de suivi de votre bulletin",
    theirs: "Numéro de suivi dans le reçu du serveur",
    save: "Enregistrer la preuve",
  },
  receipt: {
    title: "Votre bulletin est déposé",
    replaced: "Il remplace le bulletin que vous aviez déposé avant.",
    label: "Votre numéro de suivi",
    height: "Place sur le tableau",
    head: "État du tableau",
    received: "Reçu",
    board: "Tableau",
    keep: "Gardez ce reçu. Il permet à chacun de prouver si un bulletin est retiré ou modifié plus tard.",
    print: "Imprimer ce reçu",
    save: "Enregistrer le reçu dans un fichier",
    find: "Trouver votre bulletin sur le tableau",
    again: "Vous pouvez voter à nouveau jusqu’à la clôture. Seul votre dernier bulletin compte.",
    other: "Si un autre appareil montre autre chose",
    otherText:
      "Le numéro de suivi doit être le même sur le tableau, dans le message que vous recevez et sur cette page. Si le tableau ne montre pas le vôtre, attendez une minute et regardez à nouveau. S’il n’y est toujours pas, ou si un message montre un autre numéro, ne votez pas tout de suite à nouveau : gardez ce reçu et prévenez le responsable du scrutin et les scrutateurs.",
    shared: "Si d’autres personnes utilisent cet appareil, fermez maintenant cet onglet.",
  },

  trustee: {
    title: "Bureau du dépositaire",
    organisation: "Organisation",
    election: "Scrutin",
    you: "Dépositaire",
    group: "Arithmétique",
    fingerprint: "Empreinte de votre clé publique",
    tallyFingerprint: "Empreinte du décompte chiffré",
    privateStays:
      "La partie privée de votre clé ne quitte jamais cet appareil. Personne ne peut la remplacer : si vous la perdez, les votes ne peuvent pas être comptés.",
    makeTitle: "Créer votre clé",
    makeText:
      "Vous enregistrerez un petit fichier, le rechargerez pour prouver qu’il est enregistré, puis la partie publique sera envoyée.",
    make: "Créer ma clé",
    saveTitle: "Enregistrez votre fichier de clé",
    saveText: (file) =>
      `Enregistrez le fichier ${file} là où vous seul y avez accès et où vous le retrouverez après le scrutin, par exemple sur une clé USB. Gardez une deuxième copie ailleurs.`,
    save: "Enregistrer le fichier de clé",
    proveTitle: "Rechargez-le",
    file: "Votre fichier de clé",
    fileHint: (file) => `Choisissez le fichier ${file} à l’endroit où vous l’avez enregistré.`,
    send: "Envoyer la partie publique",
    notThisKey: "Ce fichier contient une autre clé ; choisissez celui que vous venez d’enregistrer",
    notYourKey: "Ce fichier contient une autre clé que celle de ce scrutin ; choisissez le bon fichier",
    notAKey:
      "Ce n’est pas un fichier de clé, ou il a été modifié ; choisissez le fichier dont le nom se termine par .privkey",
    waitTitle: "Votre clé publique a été reçue",
    waitText: "Il n’y a rien à faire maintenant. On aura besoin de vous après la clôture du scrutin.",
    checkTitle: "Vérifiez que votre fichier de clé est toujours là",
    checkText:
      "Chargez de temps en temps votre fichier de clé, pour qu’une clé perdue soit découverte avant le scrutin et non après. Rien n’est envoyé.",
    check: "Vérifier ma clé",
    fits: "Votre fichier de clé est le bon.",
    inElection:
      "Votre clé publique est dans le dossier du scrutin, et la clé du scrutin est faite des clés de ses dépositaires.",
    decryptTitle: "Ouvrir le décompte",
    decryptText:
      "Le scrutin est clos. Votre clé ouvre votre part de la somme de tous les bulletins, jamais un seul bulletin. Comparez l’empreinte avec les autres dépositaires, puis chargez votre fichier de clé.",
    decrypt: "Ouvrir ma part",
    working: "Ouverture de votre part",
    doneTitle: "Votre part a été reçue",
    doneText:
      "Merci. Gardez votre fichier de clé jusqu’à ce que le résultat soit proclamé et ne puisse plus être contesté.",
    unfit:
      "N’ouvrez pas ce décompte : le dossier est incohérent. Prévenez le responsable du scrutin et les autres dépositaires, mot pour mot :",
  },

  authority: {
    title: "Bureau de l’autorité des codes de vote",
    organisation: "Organisation",
    electors: "Électeurs",
    polls: "Scrutins",
    text: "Vous créez sur cet appareil un code de vote pour chaque électeur, gardez la liste, et envoyez les codes depuis votre ordinateur. Le serveur ne reçoit que les parties publiques : ni lui ni le responsable du scrutin ne peuvent voter pour quelqu’un.",
    make: "Créer les codes",
    working: "Création des codes",
    saveTitle: "Enregistrez la liste",
    saveText:
      "Ce fichier contient tous les codes. Qui l’a pourrait voter à la place de ceux qui ne votent pas. Enregistrez-le là où vous seul y avez accès, et effacez-le quand le résultat ne peut plus être contesté.",
    save: "Enregistrer la liste",
    proveTitle: "Rechargez-la",
    file: "La liste enregistrée",
    fileHint: (file) => `Choisissez le fichier ${file} à l’endroit où vous l’avez enregistré, sans le modifier.`,
    differs:
      "Ce n’est pas la liste qui vient d’être faite ; choisissez le fichier tel qu’il a été enregistré, sans l’ouvrir d’abord dans un autre programme",
    upload: "Envoyer les parties publiques",
    doneTitle: "Les parties publiques ont été reçues",
    doneText: "Envoyez maintenant à chaque électeur son code, ou son lien, à partir de la liste enregistrée.",
    nobody: "La liste électorale de ce scrutin est vide : il n’y a personne pour qui créer un code.",
    columns: { number: "numéro", name: "nom", email: "courriel", credential: "code", link: "lien" },
  },
};
