//! The English that event names are made of: which words are past tense, which are verbs, and how a verb
//! becomes past.
//!
//! All tables are sorted, so that a lookup is a binary search and a missing word is easy to place. They are why the file is
//! long: the code below them is short.

/// The past tense and the participle of each verb which does not take `-ed`.
///
/// A verb with variants has a row for each; a suggestion takes the participle of the first.
#[rustfmt::skip]
pub(crate) const IRREGULAR: &[(&str, &str, &str)] = &[
    ("arise", "arose", "arisen"), ("awake", "awoke", "awoken"), ("babysit", "babysat", "babysat"),
    ("backslide", "backslid", "backslid"), ("be", "was", "been"), ("be", "were", "been"),
    ("bear", "bore", "borne"), ("bear", "bore", "born"), ("beat", "beat", "beaten"),
    ("become", "became", "become"), ("befall", "befell", "befallen"), ("beget", "begot", "begotten"),
    ("begin", "began", "begun"), ("behold", "beheld", "beheld"), ("bend", "bent", "bent"),
    ("bereave", "bereft", "bereft"), ("beseech", "besought", "besought"), ("beset", "beset", "beset"),
    ("bespeak", "bespoke", "bespoken"), ("bestride", "bestrode", "bestridden"), ("bet", "bet", "bet"),
    ("betake", "betook", "betaken"), ("bid", "bid", "bid"), ("bid", "bade", "bidden"),
    ("bind", "bound", "bound"), ("bite", "bit", "bitten"), ("bleed", "bled", "bled"),
    ("blow", "blew", "blown"), ("break", "broke", "broken"), ("breastfeed", "breastfed", "breastfed"),
    ("breed", "bred", "bred"), ("bring", "brought", "brought"), ("broadcast", "broadcast", "broadcast"),
    ("browbeat", "browbeat", "browbeaten"), ("build", "built", "built"), ("burn", "burned", "burned"),
    ("burn", "burnt", "burnt"), ("burst", "burst", "burst"), ("buy", "bought", "bought"),
    ("cast", "cast", "cast"), ("catch", "caught", "caught"), ("chide", "chid", "chidden"),
    ("choose", "chose", "chosen"), ("cling", "clung", "clung"), ("clothe", "clothed", "clothed"),
    ("clothe", "clad", "clad"), ("come", "came", "come"), ("cost", "cost", "cost"),
    ("creep", "crept", "crept"), ("crossbreed", "crossbred", "crossbred"), ("cut", "cut", "cut"),
    ("daydream", "daydreamed", "daydreamed"), ("daydream", "daydreamt", "daydreamt"),
    ("deal", "dealt", "dealt"), ("dig", "dug", "dug"), ("dive", "dived", "dived"), ("dive", "dove", "dived"),
    ("do", "did", "done"), ("draw", "drew", "drawn"), ("dream", "dreamed", "dreamed"),
    ("dream", "dreamt", "dreamt"), ("drink", "drank", "drunk"), ("drive", "drove", "driven"),
    ("dwell", "dwelt", "dwelt"), ("eat", "ate", "eaten"), ("fall", "fell", "fallen"), ("feed", "fed", "fed"),
    ("feel", "felt", "felt"), ("fight", "fought", "fought"), ("find", "found", "found"),
    ("fit", "fitted", "fitted"), ("fit", "fit", "fit"), ("flee", "fled", "fled"), ("fling", "flung", "flung"),
    ("fly", "flew", "flown"), ("forbear", "forbore", "forborne"), ("forbid", "forbade", "forbidden"),
    ("forecast", "forecast", "forecast"), ("forego", "forewent", "foregone"),
    ("foreknow", "foreknew", "foreknown"), ("foresee", "foresaw", "foreseen"),
    ("foretell", "foretold", "foretold"), ("forget", "forgot", "forgotten"),
    ("forgive", "forgave", "forgiven"), ("forgo", "forwent", "forgone"), ("forsake", "forsook", "forsaken"),
    ("forswear", "forswore", "forsworn"), ("freeze", "froze", "frozen"), ("gainsay", "gainsaid", "gainsaid"),
    ("get", "got", "got"), ("get", "got", "gotten"), ("ghostwrite", "ghostwrote", "ghostwritten"),
    ("gird", "girt", "girt"), ("give", "gave", "given"), ("go", "went", "gone"),
    ("grind", "ground", "ground"), ("grow", "grew", "grown"), ("hamstring", "hamstrung", "hamstrung"),
    ("handwrite", "handwrote", "handwritten"), ("hang", "hung", "hung"), ("hang", "hanged", "hanged"),
    ("have", "had", "had"), ("hear", "heard", "heard"), ("hew", "hewed", "hewn"), ("hide", "hid", "hidden"),
    ("hit", "hit", "hit"), ("hold", "held", "held"), ("hurt", "hurt", "hurt"),
    ("inbreed", "inbred", "inbred"), ("inlay", "inlaid", "inlaid"), ("input", "input", "input"),
    ("inset", "inset", "inset"), ("interbreed", "interbred", "interbred"),
    ("intercut", "intercut", "intercut"), ("interweave", "interwove", "interwoven"),
    ("jailbreak", "jailbroke", "jailbroken"), ("keep", "kept", "kept"), ("kneel", "knelt", "knelt"),
    ("knit", "knitted", "knitted"), ("knit", "knit", "knit"), ("know", "knew", "known"),
    ("lade", "laded", "laden"), ("lay", "laid", "laid"), ("lead", "led", "led"), ("lean", "leaned", "leaned"),
    ("lean", "leant", "leant"), ("leap", "leaped", "leaped"), ("leap", "leapt", "leapt"),
    ("learn", "learned", "learned"), ("learn", "learnt", "learnt"), ("leave", "left", "left"),
    ("lend", "lent", "lent"), ("let", "let", "let"), ("lie", "lay", "lain"), ("light", "lit", "lit"),
    ("lipread", "lipread", "lipread"), ("lose", "lost", "lost"), ("make", "made", "made"),
    ("mean", "meant", "meant"), ("meet", "met", "met"), ("melt", "melted", "melted"),
    ("melt", "melted", "molten"), ("miscast", "miscast", "miscast"), ("misdeal", "misdealt", "misdealt"),
    ("mishear", "misheard", "misheard"), ("mislay", "mislaid", "mislaid"), ("mislead", "misled", "misled"),
    ("misread", "misread", "misread"), ("misspeak", "misspoke", "misspoken"),
    ("misspell", "misspelled", "misspelled"), ("misspell", "misspelt", "misspelt"),
    ("misspend", "misspent", "misspent"), ("mistake", "mistook", "mistaken"),
    ("misunderstand", "misunderstood", "misunderstood"), ("mow", "mowed", "mown"),
    ("multicast", "multicast", "multicast"), ("narrowcast", "narrowcast", "narrowcast"),
    ("offset", "offset", "offset"), ("outbid", "outbid", "outbid"), ("outdo", "outdid", "outdone"),
    ("outdraw", "outdrew", "outdrawn"), ("outfight", "outfought", "outfought"),
    ("outfly", "outflew", "outflown"), ("outgrow", "outgrew", "outgrown"), ("outlay", "outlaid", "outlaid"),
    ("output", "output", "output"), ("outride", "outrode", "outridden"), ("outrun", "outran", "outrun"),
    ("outsell", "outsold", "outsold"), ("outshine", "outshone", "outshone"),
    ("outshoot", "outshot", "outshot"), ("outspend", "outspent", "outspent"),
    ("outthink", "outthought", "outthought"), ("outwear", "outwore", "outworn"),
    ("overbid", "overbid", "overbid"), ("overbuild", "overbuilt", "overbuilt"),
    ("overbuy", "overbought", "overbought"), ("overcast", "overcast", "overcast"),
    ("overcome", "overcame", "overcome"), ("overdo", "overdid", "overdone"),
    ("overdraw", "overdrew", "overdrawn"), ("overdrive", "overdrove", "overdriven"),
    ("overeat", "overate", "overeaten"), ("overfeed", "overfed", "overfed"),
    ("overfly", "overflew", "overflown"), ("overgrow", "overgrew", "overgrown"),
    ("overhang", "overhung", "overhung"), ("overhear", "overheard", "overheard"),
    ("overlay", "overlaid", "overlaid"), ("overlie", "overlay", "overlain"),
    ("overpay", "overpaid", "overpaid"), ("override", "overrode", "overridden"),
    ("overrun", "overran", "overrun"), ("oversee", "oversaw", "overseen"),
    ("oversell", "oversold", "oversold"), ("overshoot", "overshot", "overshot"),
    ("oversleep", "overslept", "overslept"), ("overspend", "overspent", "overspent"),
    ("overspread", "overspread", "overspread"), ("overtake", "overtook", "overtaken"),
    ("overthink", "overthought", "overthought"), ("overthrow", "overthrew", "overthrown"),
    ("overwind", "overwound", "overwound"), ("overwrite", "overwrote", "overwritten"),
    ("partake", "partook", "partaken"), ("pay", "paid", "paid"), ("plead", "pleaded", "pleaded"),
    ("plead", "pled", "pled"), ("podcast", "podcast", "podcast"), ("prebuild", "prebuilt", "prebuilt"),
    ("prepay", "prepaid", "prepaid"), ("presell", "presold", "presold"), ("preset", "preset", "preset"),
    ("proofread", "proofread", "proofread"), ("prove", "proved", "proven"), ("put", "put", "put"),
    ("quit", "quit", "quit"), ("read", "read", "read"), ("rebid", "rebid", "rebid"),
    ("rebind", "rebound", "rebound"), ("rebroadcast", "rebroadcast", "rebroadcast"),
    ("rebuild", "rebuilt", "rebuilt"), ("rebuy", "rebought", "rebought"), ("recast", "recast", "recast"),
    ("recut", "recut", "recut"), ("redeal", "redealt", "redealt"), ("redo", "redid", "redone"),
    ("redraw", "redrew", "redrawn"), ("regrow", "regrew", "regrown"), ("rehang", "rehung", "rehung"),
    ("rehear", "reheard", "reheard"), ("relearn", "relearned", "relearned"),
    ("relearn", "relearnt", "relearnt"), ("relight", "relit", "relit"), ("remake", "remade", "remade"),
    ("repay", "repaid", "repaid"), ("reread", "reread", "reread"), ("rerun", "reran", "rerun"),
    ("resell", "resold", "resold"), ("resend", "resent", "resent"), ("reset", "reset", "reset"),
    ("reshoot", "reshot", "reshot"), ("resit", "resat", "resat"), ("restrike", "restruck", "restruck"),
    ("retake", "retook", "retaken"), ("reteach", "retaught", "retaught"), ("retell", "retold", "retold"),
    ("rethink", "rethought", "rethought"), ("retrofit", "retrofitted", "retrofitted"),
    ("retrofit", "retrofit", "retrofit"), ("reweave", "rewove", "rewoven"), ("rewin", "rewon", "rewon"),
    ("rewind", "rewound", "rewound"), ("rewrite", "rewrote", "rewritten"), ("rid", "rid", "rid"),
    ("ride", "rode", "ridden"), ("ring", "rang", "rung"), ("rise", "rose", "risen"), ("run", "ran", "run"),
    ("saw", "sawed", "sawn"), ("say", "said", "said"), ("see", "saw", "seen"), ("seek", "sought", "sought"),
    ("sell", "sold", "sold"), ("send", "sent", "sent"), ("set", "set", "set"), ("sew", "sewed", "sewn"),
    ("shake", "shook", "shaken"), ("shave", "shaved", "shaven"), ("shear", "sheared", "shorn"),
    ("shed", "shed", "shed"), ("shine", "shone", "shone"), ("shoe", "shod", "shod"),
    ("shoot", "shot", "shot"), ("show", "showed", "shown"), ("shrink", "shrank", "shrunk"),
    ("shut", "shut", "shut"), ("sightread", "sightread", "sightread"), ("sightsee", "sightsaw", "sightseen"),
    ("simulcast", "simulcast", "simulcast"), ("sing", "sang", "sung"), ("sink", "sank", "sunk"),
    ("sit", "sat", "sat"), ("slay", "slew", "slain"), ("sleep", "slept", "slept"), ("slide", "slid", "slid"),
    ("sling", "slung", "slung"), ("slink", "slunk", "slunk"), ("slit", "slit", "slit"),
    ("smell", "smelled", "smelled"), ("smell", "smelt", "smelt"), ("smite", "smote", "smitten"),
    ("sneak", "sneaked", "sneaked"), ("sneak", "snuck", "snuck"), ("sow", "sowed", "sown"),
    ("speak", "spoke", "spoken"), ("speed", "sped", "sped"), ("spell", "spelled", "spelled"),
    ("spell", "spelt", "spelt"), ("spend", "spent", "spent"), ("spill", "spilled", "spilled"),
    ("spill", "spilt", "spilt"), ("spin", "spun", "spun"), ("spit", "spat", "spat"), ("spit", "spit", "spit"),
    ("split", "split", "split"), ("spoil", "spoiled", "spoiled"), ("spoil", "spoilt", "spoilt"),
    ("spotlight", "spotlighted", "spotlighted"), ("spotlight", "spotlit", "spotlit"),
    ("spread", "spread", "spread"), ("spring", "sprang", "sprung"), ("stand", "stood", "stood"),
    ("stave", "stove", "stove"), ("steal", "stole", "stolen"), ("stick", "stuck", "stuck"),
    ("sting", "stung", "stung"), ("stink", "stank", "stunk"), ("strew", "strewed", "strewn"),
    ("stride", "strode", "stridden"), ("strike", "struck", "struck"), ("strike", "struck", "stricken"),
    ("string", "strung", "strung"), ("strive", "strove", "striven"), ("sublet", "sublet", "sublet"),
    ("swear", "swore", "sworn"), ("sweep", "swept", "swept"), ("swell", "swelled", "swollen"),
    ("swim", "swam", "swum"), ("swing", "swung", "swung"), ("take", "took", "taken"),
    ("teach", "taught", "taught"), ("tear", "tore", "torn"), ("telecast", "telecast", "telecast"),
    ("tell", "told", "told"), ("think", "thought", "thought"), ("thrive", "thrived", "thrived"),
    ("thrive", "throve", "thriven"), ("throw", "threw", "thrown"), ("thrust", "thrust", "thrust"),
    ("tread", "trod", "trodden"), ("troubleshoot", "troubleshot", "troubleshot"),
    ("typecast", "typecast", "typecast"), ("typeset", "typeset", "typeset"),
    ("typewrite", "typewrote", "typewritten"), ("unbend", "unbent", "unbent"),
    ("unbind", "unbound", "unbound"), ("underbid", "underbid", "underbid"),
    ("undercut", "undercut", "undercut"), ("underfeed", "underfed", "underfed"),
    ("undergo", "underwent", "undergone"), ("underlie", "underlay", "underlain"),
    ("underpay", "underpaid", "underpaid"), ("undersell", "undersold", "undersold"),
    ("undershoot", "undershot", "undershot"), ("underspend", "underspent", "underspent"),
    ("understand", "understood", "understood"), ("undertake", "undertook", "undertaken"),
    ("underwrite", "underwrote", "underwritten"), ("undo", "undid", "undone"),
    ("unfreeze", "unfroze", "unfrozen"), ("unhide", "unhid", "unhidden"), ("unicast", "unicast", "unicast"),
    ("unlearn", "unlearned", "unlearned"), ("unlearn", "unlearnt", "unlearnt"),
    ("unmake", "unmade", "unmade"), ("unset", "unset", "unset"), ("unstick", "unstuck", "unstuck"),
    ("unstring", "unstrung", "unstrung"), ("unweave", "unwove", "unwoven"), ("unwind", "unwound", "unwound"),
    ("uphold", "upheld", "upheld"), ("upsell", "upsold", "upsold"), ("upset", "upset", "upset"),
    ("wake", "woke", "woken"), ("waylay", "waylaid", "waylaid"), ("wear", "wore", "worn"),
    ("weave", "wove", "woven"), ("webcast", "webcast", "webcast"), ("wed", "wed", "wed"),
    ("weep", "wept", "wept"), ("wet", "wet", "wet"), ("win", "won", "won"), ("wind", "wound", "wound"),
    ("withdraw", "withdrew", "withdrawn"), ("withhold", "withheld", "withheld"),
    ("withstand", "withstood", "withstood"), ("wring", "wrung", "wrung"), ("write", "wrote", "written"),
];

/// The regular verbs that suggestions know. Recognising a past tense does not need them: that is `-ed`.
#[rustfmt::skip]
pub(crate) const REGULAR: &[&str] = &[
    "abandon", "abort", "accelerate", "accept", "accrue", "accumulate", "achieve", "acknowledge", "acquire",
    "acquit", "activate", "adapt", "add", "address", "adjust", "admit", "adopt", "advance", "aggregate",
    "agree", "alert", "allocate", "allow", "amend", "analyse", "analyze", "annotate", "announce", "annul",
    "anonymise", "anonymize", "answer", "append", "apply", "appoint", "appraise", "approve", "archive",
    "arrange", "arrive", "assemble", "assess", "assign", "associate", "attach", "attempt", "attend", "audit",
    "authenticate", "authorise", "authorize", "award", "balance", "ban", "batch", "bill", "block", "book",
    "boost", "bounce", "budget", "bundle", "calculate", "calibrate", "call", "cancel", "capture",
    "categorise", "categorize", "change", "charge", "check", "claim", "classify", "clear", "click", "close",
    "collect", "comment", "commit", "compensate", "compile", "complete", "compress", "compute", "configure",
    "confirm", "confiscate", "connect", "consent", "consume", "contact", "contract", "convert", "copy",
    "correct", "crash", "create", "credit", "customise", "customize", "deactivate", "debit", "decline",
    "decommission", "decrease", "decrypt", "deduct", "defer", "define", "delay", "delegate", "delete",
    "deliver", "demote", "deny", "depart", "deplete", "deploy", "deposit", "deprecate", "deregister",
    "derive", "detach", "detect", "determine", "disable", "disapprove", "discard", "disconnect",
    "discontinue", "discount", "discover", "dismiss", "dispatch", "display", "dispose", "dispute",
    "distribute", "document", "donate", "downgrade", "download", "draft", "drop", "duplicate", "earn", "edit",
    "elect", "eliminate", "email", "embed", "emit", "enable", "encrypt", "end", "endorse", "enforce",
    "enqueue", "enrich", "enrol", "enroll", "enter", "equip", "escalate", "establish", "estimate", "evaluate",
    "evict", "examine", "exceed", "exchange", "exclude", "execute", "exhaust", "exit", "expand", "expire",
    "export", "expose", "extend", "extract", "fail", "fetch", "file", "fill", "filter", "finalise",
    "finalize", "finish", "fix", "flag", "follow", "forfeit", "format", "forward", "fulfil", "fulfill",
    "fund", "garnish", "generate", "grant", "group", "halt", "handle", "harvest", "identify", "ignore",
    "image", "implement", "import", "inactivate", "include", "increase", "index", "inform", "ingest",
    "initialise", "initialize", "initiate", "insert", "inspect", "install", "insure", "interrupt",
    "introduce", "invalidate", "invite", "invoice", "invoke", "issue", "join", "kill", "label", "land",
    "launch", "level", "license", "lift", "like", "limit", "link", "liquidate", "list", "load", "locate",
    "lock", "log", "mail", "map", "mark", "match", "measure", "merge", "message", "migrate", "mint", "model",
    "moderate", "modify", "monitor", "move", "mute", "name", "negotiate", "nominate", "notify", "obtain",
    "occur", "offer", "omit", "onboard", "open", "opt", "optimise", "optimize", "order", "organise",
    "organize", "pack", "package", "page", "panic", "park", "parse", "pass", "pause", "penalise", "penalize",
    "perform", "permit", "persist", "pick", "pin", "place", "plan", "play", "poll", "populate", "position",
    "post", "postpone", "prefer", "prepare", "price", "print", "prioritise", "prioritize", "process",
    "procure", "produce", "profile", "project", "promote", "propose", "provision", "prune", "publish", "pull",
    "purchase", "purge", "push", "qualify", "quarantine", "query", "question", "queue", "quiz", "quote",
    "rank", "rate", "reach", "react", "reactivate", "reassess", "reassign", "rebalance", "recalculate",
    "recall", "receive", "recognise", "recognize", "recommend", "reconcile", "reconnect", "record", "recover",
    "recruit", "rectify", "redeem", "redeploy", "redirect", "reduce", "refer", "refill", "refresh", "refund",
    "refuse", "regenerate", "register", "regulate", "reimburse", "reinstate", "reissue", "reject", "relay",
    "release", "relocate", "remind", "remit", "remove", "rename", "render", "renew", "rent", "reopen",
    "reorder", "repair", "replace", "replenish", "replicate", "reply", "report", "reprocess", "request",
    "require", "reroute", "reschedule", "rescind", "reserve", "resign", "resolve", "respond", "restart",
    "restock", "restore", "restrict", "resubmit", "resume", "retire", "retract", "retrieve", "retry",
    "return", "reverse", "revert", "review", "revise", "revoke", "reward", "roll", "rotate", "route",
    "sanction", "sanitise", "sanitize", "save", "scale", "scan", "schedule", "score", "scrap", "screen",
    "seal", "search", "secure", "seed", "select", "separate", "serve", "settle", "share", "shelve", "ship",
    "shred", "sign", "signal", "simulate", "skip", "snooze", "solve", "sort", "spawn", "stage", "start",
    "stock", "stop", "store", "stream", "submit", "subscribe", "substitute", "succeed", "suggest",
    "summarise", "summarize", "supersede", "supply", "suspend", "swap", "switch", "sync", "synchronise",
    "synchronize", "tag", "target", "tax", "terminate", "test", "ticket", "tie", "time", "total", "touch",
    "trace", "track", "trade", "train", "transact", "transcribe", "transfer", "transform", "transition",
    "translate", "transmit", "transport", "travel", "trigger", "trim", "trip", "turn", "unarchive",
    "unassign", "unban", "unblock", "undelete", "unenrol", "unenroll", "unfollow", "uninstall", "unlink",
    "unlist", "unload", "unlock", "unmount", "unmute", "unpack", "unpin", "unplug", "unpublish", "unregister",
    "unsubscribe", "unsuspend", "untag", "update", "upgrade", "upload", "upvote", "use", "validate", "value",
    "verify", "vest", "view", "violate", "visit", "void", "vote", "waive", "warn", "watch", "whitelist",
    "wipe", "wrap", "yield", "zip",
];

/// Verbs that are as often a noun or an adjective, so that one which starts a name may be part of its
/// subject.
#[rustfmt::skip]
pub(crate) const NOUN_OR_VERB: &[&str] = &[
    "advance", "alert", "answer", "attempt", "audit", "awake", "award", "balance", "ban", "beat", "bet",
    "bid", "bill", "block", "blow", "book", "boost", "bounce", "break", "breed", "broadcast", "build",
    "bundle", "burst", "buy", "call", "capture", "cast", "catch", "change", "charge", "check", "claim",
    "clear", "click", "close", "comment", "complete", "consent", "contact", "copy", "correct", "cost",
    "crash", "credit", "cut", "debit", "decline", "delay", "deploy", "deposit", "discount", "dispatch",
    "display", "dispute", "download", "draft", "draw", "drink", "drive", "drop", "duplicate", "end",
    "estimate", "exchange", "exit", "export", "fall", "feed", "fight", "fill", "filter", "fit", "fix", "flag",
    "fly", "forecast", "forfeit", "format", "forward", "grind", "halt", "handle", "hit", "hold", "import",
    "index", "input", "inset", "issue", "jailbreak", "kill", "label", "land", "launch", "lay", "leave",
    "license", "lie", "lift", "light", "like", "limit", "link", "list", "lock", "log", "mail", "map", "mark",
    "match", "mean", "measure", "mint", "miscast", "monitor", "move", "multicast", "narrowcast", "offer",
    "offset", "open", "outlay", "output", "overbid", "overcast", "overdrive", "overhang", "overlay",
    "override", "overrun", "pack", "panic", "park", "pass", "pause", "pick", "pin", "plan", "play", "podcast",
    "poll", "post", "prebuild", "preset", "print", "process", "provision", "pull", "purchase", "push",
    "quarantine", "query", "queue", "quiz", "quote", "rank", "rate", "read", "rebid", "rebroadcast",
    "rebuild", "recall", "recast", "record", "recut", "redirect", "refill", "refresh", "refund", "register",
    "relay", "release", "remake", "rent", "repair", "reply", "report", "rerun", "reset", "resit", "restart",
    "retake", "retrofit", "retry", "return", "reverse", "review", "reward", "rewrite", "ride", "ring", "rise",
    "roll", "route", "run", "sanction", "saw", "scale", "scan", "schedule", "score", "screen", "seal",
    "search", "secure", "separate", "share", "shine", "ship", "show", "sign", "simulcast", "sink", "sleep",
    "slide", "slit", "smell", "snooze", "sort", "speed", "spell", "spin", "spit", "split", "spotlight",
    "spread", "spring", "stage", "stand", "stick", "sting", "store", "stream", "strike", "sublet", "supply",
    "swap", "sweep", "swell", "swim", "swing", "switch", "sync", "tag", "target", "tear", "telecast", "test",
    "thrust", "tie", "time", "touch", "trace", "track", "trade", "train", "transfer", "transition",
    "transport", "travel", "tread", "trigger", "trim", "trip", "turn", "typecast", "underbid", "undercut",
    "unicast", "upgrade", "upload", "upsell", "upset", "upvote", "use", "view", "visit", "void", "vote",
    "wake", "watch", "wear", "webcast", "wet", "whitelist", "win", "wind", "wipe", "wrap", "yield", "zip",
];

/// Verbs which are read as a noun wherever they are in their base form: `OrderStatus` orders nothing.
#[rustfmt::skip]
pub(crate) const RATHER_NOUN: &[&str] = &[
    "address", "batch", "budget", "contract", "deal", "document", "email", "file", "fund", "group", "image",
    "invoice", "lead", "level", "message", "model", "name", "order", "package", "page", "position", "price",
    "profile", "project", "question", "seed", "signal", "stock", "string", "tax", "ticket", "total", "value",
];

/// Gerunds which name a thing when they start an identifier, as in `ShippingAddress`.
#[rustfmt::skip]
pub(crate) const GERUND_NOUNS: &[&str] = &[
    "billing", "booking", "building", "closing", "hearing", "landing", "listing", "mailing", "meaning",
    "meeting", "offering", "opening", "parking", "posting", "pricing", "processing", "rating", "reading",
    "recording", "routing", "saving", "screening", "setting", "shipping", "spelling", "standing", "streaming",
    "testing", "timing", "tracking", "trading", "training", "wedding", "writing",
];

/// Verbs of several syllables which double their last consonant: that depends on the stress, which
/// spelling does not show.
#[rustfmt::skip]
pub(crate) const DOUBLING: &[&str] = &[
    "acquit", "admit", "annul", "cancel", "commit", "defer", "emit", "enrol", "equip", "format", "fulfil",
    "label", "level", "model", "occur", "omit", "permit", "prefer", "quiz", "refer", "remit", "resubmit",
    "signal", "submit", "total", "transfer", "transmit", "travel", "unban", "unenrol", "unpin", "unplug",
    "untag",
];

/// Words in `-ed` that are no past tense. Missing on purpose are `led`, `fed`, `shed` and the like, which
/// are: `LoadShed`.
#[rustfmt::skip]
pub(crate) const ED_BUT_NOT_PAST: &[&str] = &[
    "abed", "airspeed", "aniseed", "bed", "beloved", "biped", "birdseed", "bleed", "bloodshed", "breastfeed",
    "breed", "coed", "cowshed", "cred", "creed", "crooked", "crossbreed", "deed", "ed", "embed", "exceed",
    "feed", "flatbed", "flaxseed", "fred", "godspeed", "greed", "handfeed", "hatred", "heed", "hotbed",
    "hundred", "imbed", "indeed", "infrared", "interbreed", "jagged", "kindred", "lightspeed", "linseed",
    "med", "misdeed", "moped", "naked", "need", "newlywed", "newsfeed", "overfeed", "ped", "proceed",
    "purebred", "quadruped", "ragged", "rapeseed", "red", "reed", "reseed", "roadbed", "rugged", "sacred",
    "screed", "seabed", "seaweed", "seed", "shred", "sled", "speed", "steed", "succeed", "ted", "testbed",
    "thoroughbred", "toolshed", "tweed", "underfeed", "unwed", "watershed", "weed", "wicked", "woodshed",
    "wretched", "zed",
];

/// Irregular past forms that identifiers use as another word: a data `bit`, the `ground`, hub and `spoke`,
/// the base form `come`. The other form of the verb is still recognised, where it has one (`seen`, `bitten`,
/// `became`).
///
/// Only words that hardly any event ends in are left out. `left`, `found`, `bound`, `shot`, `rose`, `felt`,
/// `met` or `bet` are nouns too, but `MemberLeft` and `PriceRose` must pass, and a noun among them does no
/// harm in front of a real past tense: `BetPlaced`.
#[rustfmt::skip]
pub(crate) const IRREGULAR_BUT_NOT_PAST: &[&str] = &[
    "become", "bit", "bore", "come", "dove", "ground", "lay", "overlay", "saw", "spoke", "stove", "thought",
    "underlay", "wet", "wound",
];

/// Words that belong to the verb in front of them: `LoggedIn`.
#[rustfmt::skip]
pub(crate) const PARTICLES: &[&str] = &[
    "along", "apart", "around", "aside", "away", "back", "down", "forward", "in", "off", "on", "out", "over",
    "through", "together", "up",
];

/// Adverbs that may end a name, but may as well be the adjective of what follows: `CancelledEarly`,
/// `CancelledOnlineOrder`.
#[rustfmt::skip]
pub(crate) const ADVERBS: &[&str] = &[
    "again", "ahead", "already", "anonymously", "automatically", "completely", "concurrently", "correctly",
    "directly", "early", "elsewhere", "entirely", "externally", "fully", "immediately", "incorrectly",
    "instead", "internally", "late", "locally", "manually", "offline", "once", "online", "partially",
    "partly", "permanently", "prematurely", "remotely", "safely", "silently", "soon", "successfully",
    "temporarily", "twice", "unexpectedly", "unsuccessfully",
];

/// Prepositions start what is said about the verb: `ItemAddedToCart`. `of` is missing because it belongs to
/// a noun instead: `DateOfBirth`.
#[rustfmt::skip]
pub(crate) const PREPOSITIONS: &[&str] = &[
    "about", "above", "across", "after", "against", "amid", "among", "as", "at", "before", "behind", "below",
    "beside", "between", "beyond", "by", "despite", "during", "except", "for", "from", "inside", "into",
    "near", "onto", "outside", "per", "since", "than", "to", "toward", "towards", "under", "until", "upon",
    "via", "with", "within", "without",
];

/// Nouns of an action and its verb.
#[rustfmt::skip]
pub(crate) const ACTIONS: &[(&str, &str)] = &[
    ("abandonment", "abandon"), ("acceptance", "accept"), ("acknowledgement", "acknowledge"),
    ("acknowledgment", "acknowledge"), ("acquisition", "acquire"), ("activation", "activate"),
    ("addition", "add"), ("allocation", "allocate"), ("announcement", "announce"), ("approval", "approve"),
    ("archival", "archive"), ("arrival", "arrive"), ("authentication", "authenticate"),
    ("authorisation", "authorise"), ("authorization", "authorize"), ("calculation", "calculate"),
    ("calibration", "calibrate"), ("cancelation", "cancel"), ("cancellation", "cancel"), ("closure", "close"),
    ("completion", "complete"), ("confirmation", "confirm"), ("creation", "create"),
    ("deactivation", "deactivate"), ("deletion", "delete"), ("departure", "depart"), ("detection", "detect"),
    ("disapproval", "disapprove"), ("disconnection", "disconnect"), ("dismissal", "dismiss"),
    ("disposal", "dispose"), ("enrollment", "enroll"), ("enrolment", "enrol"), ("escalation", "escalate"),
    ("evaluation", "evaluate"), ("eviction", "evict"), ("execution", "execute"), ("expiration", "expire"),
    ("expiry", "expire"), ("extraction", "extract"), ("failure", "fail"), ("finalisation", "finalise"),
    ("finalization", "finalize"), ("fulfillment", "fulfill"), ("fulfilment", "fulfil"),
    ("generation", "generate"), ("inclusion", "include"), ("initialisation", "initialise"),
    ("initialization", "initialize"), ("insertion", "insert"), ("inspection", "inspect"),
    ("installation", "install"), ("liquidation", "liquidate"), ("migration", "migrate"),
    ("modification", "modify"), ("nomination", "nominate"), ("placement", "place"),
    ("publication", "publish"), ("reactivation", "reactivate"), ("recalculation", "recalculate"),
    ("reconciliation", "reconcile"), ("recovery", "recover"), ("refusal", "refuse"),
    ("reinstatement", "reinstate"), ("rejection", "reject"), ("removal", "remove"), ("renewal", "renew"),
    ("replacement", "replace"), ("replication", "replicate"), ("resolution", "resolve"),
    ("restoration", "restore"), ("resumption", "resume"), ("retirement", "retire"), ("retrieval", "retrieve"),
    ("revocation", "revoke"), ("settlement", "settle"), ("suspension", "suspend"),
    ("synchronisation", "synchronise"), ("synchronization", "synchronize"), ("termination", "terminate"),
    ("uninstallation", "uninstall"), ("validation", "validate"), ("verification", "verify"),
    ("violation", "violate"),
];

/// Nouns of an action that are also a thing of its own, with a verb (and its particle): `ChargePayment` is
/// about a payment, where `OrderPayment` is an order that was paid.
#[rustfmt::skip]
pub(crate) const THINGS: &[(&str, &str)] = &[
    ("adjustment", "adjust"), ("amendment", "amend"), ("application", "apply"), ("appointment", "appoint"),
    ("assignment", "assign"), ("checkin", "check in"), ("checkout", "check out"), ("collection", "collect"),
    ("connection", "connect"), ("consumption", "consume"), ("conversion", "convert"), ("delivery", "deliver"),
    ("deployment", "deploy"), ("distribution", "distribute"), ("donation", "donate"),
    ("invitation", "invite"), ("login", "log in"), ("logoff", "log off"), ("logon", "log on"),
    ("logout", "log out"), ("loss", "lose"), ("notification", "notify"), ("payment", "pay"),
    ("payout", "pay out"), ("prepayment", "prepay"), ("redemption", "redeem"), ("registration", "register"),
    ("reimbursement", "reimburse"), ("repayment", "repay"), ("reservation", "reserve"),
    ("response", "respond"), ("rollback", "roll back"), ("rollout", "roll out"), ("sale", "sell"),
    ("selection", "select"), ("setup", "set up"), ("shipment", "ship"), ("shutdown", "shut down"),
    ("signin", "sign in"), ("signoff", "sign off"), ("signout", "sign out"), ("signup", "sign up"),
    ("startup", "start up"), ("submission", "submit"), ("subscription", "subscribe"), ("success", "succeed"),
    ("takeover", "take over"), ("timeout", "time out"), ("transmission", "transmit"),
    ("withdrawal", "withdraw"),
];

/// How likely a word which can be a verb is one.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Reading {
    Noun,
    Either,
    Verb,
}

/// A verb recognised in a form that is not past.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Verb {
    base: &'static str,
    pub(crate) reading: Reading,
}

impl Verb {
    /// The participle in Pascal case, with its particle: `LoggedIn`.
    pub(crate) fn past(self) -> String {
        let (verb, particle) = self.base.split_once(' ').unwrap_or((self.base, ""));
        capitalized(&participle(verb)) + &capitalized(particle)
    }

    /// A failure is always what happened and never what it happened to.
    pub(crate) fn is_outcome(self) -> bool {
        self.base == "fail"
    }
}

/// The past tense of a word, and whether the word itself shows it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Past {
    /// `placed`, `sent`
    Marked,
    /// `set`, `put`: the base form looks the same, so only the other words can tell
    Unmarked,
}

/// Whether a word is a past tense or a past participle. A number at its end does not matter (`Placed2`).
pub(crate) fn past(word: &str) -> Option<Past> {
    let word = word.trim_end_matches(char::is_numeric).to_lowercase();
    if contains(IRREGULAR_BUT_NOT_PAST, &word) {
        return None;
    }
    if IRREGULAR.iter().any(|&(_, past, participle)| past == word || participle == word) {
        return Some(if is_irregular(&word) { Past::Unmarked } else { Past::Marked });
    }
    (word.ends_with("ed") && !contains(ED_BUT_NOT_PAST, &word)).then_some(Past::Marked)
}

/// The verb whose base form, third person or gerund a word is.
pub(crate) fn present(word: &str) -> Option<Verb> {
    let word = word.to_lowercase();
    if let Some(base) = known(&word).or_else(|| known_third_person(&word)) {
        let reading = reading(base);
        return (reading > Reading::Noun).then_some(Verb { base, reading });
    }
    let base = known_gerund(&word)?;
    let reading = if contains(GERUND_NOUNS, &word) { Reading::Noun } else { Reading::Either };
    Some(Verb { base, reading })
}

/// The verb that a noun such as `cancellation` is made of.
pub(crate) fn nominalized(word: &str) -> Option<Verb> {
    let word = word.to_lowercase();
    let find = |nouns: &[(&str, &'static str)], reading| {
        let found = nouns.binary_search_by_key(&word.as_str(), |&(noun, _)| noun).ok()?;
        Some(Verb { base: nouns[found].1, reading })
    };
    find(ACTIONS, Reading::Verb).or_else(|| find(THINGS, Reading::Noun))
}

pub(crate) fn is_particle(word: &str) -> bool {
    contains(PARTICLES, &word.to_lowercase())
}

pub(crate) fn is_adverb(word: &str) -> bool {
    contains(ADVERBS, &word.to_lowercase())
}

pub(crate) fn is_preposition(word: &str) -> bool {
    contains(PREPOSITIONS, &word.to_lowercase())
}

/// A word with a capital first letter and the rest as it is, which keeps acronyms.
pub(crate) fn capitalized(word: &str) -> String {
    let mut chars = word.chars();
    chars.next().map_or_else(String::new, |first| first.to_uppercase().chain(chars).collect())
}

fn reading(base: &str) -> Reading {
    if contains(RATHER_NOUN, base) {
        Reading::Noun
    } else if contains(NOUN_OR_VERB, base) {
        Reading::Either
    } else {
        Reading::Verb
    }
}

fn known(word: &str) -> Option<&'static str> {
    let regular = REGULAR.binary_search(&word).ok().map(|found| REGULAR[found]);
    regular.or_else(|| IRREGULAR.iter().map(|&(base, ..)| base).find(|&base| base == word))
}

fn known_third_person(word: &str) -> Option<&'static str> {
    let stem = word.strip_suffix('s')?;
    known(stem)
        .or_else(|| stem.strip_suffix('e').and_then(known))
        .or_else(|| stem.strip_suffix("ie").and_then(|stem| known(&format!("{stem}y"))))
}

fn known_gerund(word: &str) -> Option<&'static str> {
    let stem = word.strip_suffix("ing")?;
    known(stem)
        .or_else(|| known(&format!("{stem}e")))
        .or_else(|| stem.strip_suffix('y').and_then(|stem| known(&format!("{stem}ie"))))
        .or_else(|| ends_doubled(stem).then(|| known(without_last(stem))).flatten())
}

/// Whether a stem shows what inflection adds to the base form: `shipp`, `panick`.
fn ends_doubled(stem: &str) -> bool {
    let mut last = stem.chars().rev();
    match (last.next(), last.next()) {
        (Some('k'), Some('c')) => true,
        (Some(end), Some(before)) => end == before,
        _ => false,
    }
}

fn without_last(word: &str) -> &str {
    let mut chars = word.chars();
    chars.next_back();
    chars.as_str()
}

fn is_irregular(word: &str) -> bool {
    IRREGULAR.binary_search_by_key(&word, |&(base, ..)| base).is_ok()
}

fn participle(base: &str) -> String {
    let irregular = IRREGULAR.iter().find(|&&(verb, ..)| verb == base);
    irregular.map_or_else(
        || regular_participle(base),
        |&(_, past, participle)| {
            // `come` and `wet` are refused as a past tense, so the other form has to do
            let form = if contains(IRREGULAR_BUT_NOT_PAST, participle) { past } else { participle };
            form.to_owned()
        },
    )
}

fn regular_participle(base: &str) -> String {
    if base.ends_with('e') {
        return format!("{base}d");
    }
    if base.ends_with("ic") {
        return format!("{base}ked");
    }
    let mut last = base.chars().rev();
    match (last.next(), last.next()) {
        (Some('y'), Some(before)) if !is_vowel(before) => format!("{}ied", without_last(base)),
        (Some(end), _) if contains(DOUBLING, base) || is_short(base) => format!("{base}{end}ed"),
        _ => format!("{base}ed"),
    }
}

/// Whether a word is one syllable of which a single vowel and a single consonant are the end, as in `ship`.
fn is_short(word: &str) -> bool {
    let mut last = word.chars().rev();
    let (end, vowel) = (last.next(), last.next());
    end.is_some_and(|end| !is_vowel(end) && !matches!(end, 'w' | 'x' | 'y'))
        && vowel.is_some_and(is_vowel)
        && !last.any(is_vowel)
}

fn is_vowel(letter: char) -> bool {
    matches!(letter, 'a' | 'e' | 'i' | 'o' | 'u')
}

fn contains(sorted: &[&str], word: &str) -> bool {
    sorted.binary_search(&word).is_ok()
}
