BEGIN TRANSACTION;
CREATE TABLE actions (
    id TEXT PRIMARY KEY,
    round TEXT NOT NULL REFERENCES rounds (id),
    finding TEXT NOT NULL,
    what TEXT NOT NULL,
    owner TEXT,
    recorded TEXT NOT NULL,
    review TEXT NOT NULL,
    reviews INTEGER NOT NULL DEFAULT 0,
    asked INTEGER NOT NULL DEFAULT 0 CHECK (asked IN (0, 1)),
    state TEXT NOT NULL CHECK (state IN ('open', 'changed', 'done', 'dropped')),
    reason TEXT,
    ended TEXT,
    CHECK ((state IN ('open', 'changed')) = (owner IS NOT NULL)),
    CHECK ((state IN ('open', 'changed')) = (ended IS NULL))
) STRICT, WITHOUT ROWID;
INSERT INTO "actions" VALUES('0123456789abcdef','small-town-2026-09-01','breaks','A quiet room on every floor.','U0OWNER01','2026-09-07T10:00:00Z','2026-10-05',0,0,'open',NULL,NULL);
CREATE TABLE announcements (
    pulse TEXT PRIMARY KEY REFERENCES pulses (id),
    body TEXT NOT NULL,
    holds_from TEXT NOT NULL,
    known_by TEXT NOT NULL,
    notice TEXT NOT NULL,
    channels TEXT NOT NULL
) STRICT, WITHOUT ROWID;
INSERT INTO "announcements" VALUES('small-town','{"id":"small-town","name":"Weekly pulse","dimensions":[{"id":"team","name":"Team","rest":"Other teams","groups":[{"id":"north","name":"North","people":[{"usergroup":"S00X0","channel":null}],"area":null,"neighbour":null},{"id":"south","name":"South","people":[{"usergroup":"S00X1","channel":null}],"area":null,"neighbour":null}]}],"audience":[{"usergroup":null,"channel":"C0STAFF"}],"schedule":{"every":"weekly","opens":"Tuesday 10:00","reminds":"Wednesday 10:00","closes":"Thursday 16:00","publishes":"next Monday 09:00","zone":"Europe/London","first":"2026-09-01","holidays":"england"},"leadership":"C0LEADERSHIP","staff":"C0STAFF","threshold":9,"support":"Your supervisor, or the listening line.","contact":"Ask the practice development team.","question_set":{"id":"two-questions","title":"Two questions","ask":"all","themes":[{"id":"workload","name":"Workload"}],"questions":[{"id":"manageable","theme":"workload","wording":"My workload is manageable.","scale":{"id":"frequency","options":[{"id":"always","label":"Always","score":5},{"id":"often","label":"Often","score":4},{"id":"sometimes","label":"Sometimes","score":3},{"id":"rarely","label":"Rarely","score":2},{"id":"never","label":"Never","score":1}]},"favourable":["always","often"],"choose":null,"anchor":true,"hse":null,"lga":null},{"id":"breaks","theme":"workload","wording":"I take my breaks.","scale":{"id":"frequency","options":[{"id":"always","label":"Always","score":5},{"id":"often","label":"Often","score":4},{"id":"sometimes","label":"Sometimes","score":3},{"id":"rarely","label":"Rarely","score":2},{"id":"never","label":"Never","score":1}]},"favourable":["always","often"],"choose":null,"anchor":false,"hse":null,"lga":null}]}}','2026-09-29T00:00:00Z','2026-09-22T09:00:00Z','small-town/change/2026-09-15','["C0STAFF"]');
CREATE TABLE change_log (
    place INTEGER PRIMARY KEY,
    at TEXT NOT NULL,
    by TEXT,
    about TEXT NOT NULL,
    said TEXT NOT NULL,
    before TEXT NOT NULL,
    after TEXT NOT NULL
) STRICT;
INSERT INTO "change_log" VALUES(1,'2026-08-31T00:00:00Z',NULL,'two-questions','The question set "Two questions" was kept for the first time.','','{"id":"two-questions","title":"Two questions","ask":"all","themes":[{"id":"workload","name":"Workload"}],"questions":[{"id":"manageable","theme":"workload","wording":"My workload is manageable.","scale":{"id":"frequency","options":[{"id":"always","label":"Always","score":5},{"id":"often","label":"Often","score":4},{"id":"sometimes","label":"Sometimes","score":3},{"id":"rarely","label":"Rarely","score":2},{"id":"never","label":"Never","score":1}]},"favourable":["always","often"],"choose":null,"anchor":true,"hse":null,"lga":null},{"id":"breaks","theme":"workload","wording":"I take my breaks.","scale":{"id":"frequency","options":[{"id":"always","label":"Always","score":5},{"id":"often","label":"Often","score":4},{"id":"sometimes","label":"Sometimes","score":3},{"id":"rarely","label":"Rarely","score":2},{"id":"never","label":"Never","score":1}]},"favourable":["always","often"],"choose":null,"anchor":false,"hse":null,"lga":null}]}');
INSERT INTO "change_log" VALUES(2,'2026-08-31T00:00:00Z',NULL,'small-town','Weekly pulse was put in force.','','{"id":"small-town","name":"Weekly pulse","dimensions":[{"id":"team","name":"Team","rest":"Other teams","groups":[{"id":"north","name":"North","people":[{"usergroup":"S00X0","channel":null}],"area":null,"neighbour":null},{"id":"south","name":"South","people":[{"usergroup":"S00X1","channel":null}],"area":null,"neighbour":null}]}],"audience":[{"usergroup":null,"channel":"C0STAFF"}],"schedule":{"every":"weekly","opens":"Tuesday 10:00","reminds":"Wednesday 10:00","closes":"Thursday 16:00","publishes":"next Monday 09:00","zone":"Europe/London","first":"2026-09-01","holidays":"england"},"leadership":"C0LEADERSHIP","staff":"C0STAFF","threshold":8,"support":"Your supervisor, or the listening line.","contact":"Ask the practice development team.","question_set":{"id":"two-questions","title":"Two questions","ask":"all","themes":[{"id":"workload","name":"Workload"}],"questions":[{"id":"manageable","theme":"workload","wording":"My workload is manageable.","scale":{"id":"frequency","options":[{"id":"always","label":"Always","score":5},{"id":"often","label":"Often","score":4},{"id":"sometimes","label":"Sometimes","score":3},{"id":"rarely","label":"Rarely","score":2},{"id":"never","label":"Never","score":1}]},"favourable":["always","often"],"choose":null,"anchor":true,"hse":null,"lga":null},{"id":"breaks","theme":"workload","wording":"I take my breaks.","scale":{"id":"frequency","options":[{"id":"always","label":"Always","score":5},{"id":"often","label":"Often","score":4},{"id":"sometimes","label":"Sometimes","score":3},{"id":"rarely","label":"Rarely","score":2},{"id":"never","label":"Never","score":1}]},"favourable":["always","often"],"choose":null,"anchor":false,"hse":null,"lga":null}]}}');
INSERT INTO "change_log" VALUES(3,'2026-09-02T09:00:00Z','U0ADMIN01','small-town','Paused.','','');
INSERT INTO "change_log" VALUES(4,'2026-09-03T09:00:00Z',NULL,'small-town','Resumed.','','');
CREATE TABLE choices (
    round TEXT NOT NULL,
    figure INTEGER NOT NULL,
    place INTEGER NOT NULL,
    options TEXT NOT NULL,
    label TEXT NOT NULL,
    chosen INTEGER NOT NULL,
    PRIMARY KEY (round, figure, place),
    FOREIGN KEY (round, figure) REFERENCES figures (round, place)
) STRICT, WITHOUT ROWID;
INSERT INTO "choices" VALUES('small-town-2026-09-01',0,0,'always+often','Always or often',35);
INSERT INTO "choices" VALUES('small-town-2026-09-01',0,1,'sometimes','Sometimes',32);
INSERT INTO "choices" VALUES('small-town-2026-09-01',0,2,'rarely+never','Rarely or never',26);
INSERT INTO "choices" VALUES('small-town-2026-09-01',3,0,'always','Always',17);
INSERT INTO "choices" VALUES('small-town-2026-09-01',3,1,'often','Often',30);
INSERT INTO "choices" VALUES('small-town-2026-09-01',3,2,'sometimes','Sometimes',23);
INSERT INTO "choices" VALUES('small-town-2026-09-01',3,3,'rarely+never','Rarely or never',23);
INSERT INTO "choices" VALUES('small-town-2026-09-08',0,0,'always+often','Always or often',40);
INSERT INTO "choices" VALUES('small-town-2026-09-08',0,1,'sometimes','Sometimes',32);
INSERT INTO "choices" VALUES('small-town-2026-09-08',0,2,'rarely+never','Rarely or never',20);
INSERT INTO "choices" VALUES('small-town-2026-09-08',3,0,'always','Always',18);
INSERT INTO "choices" VALUES('small-town-2026-09-08',3,1,'often','Often',28);
INSERT INTO "choices" VALUES('small-town-2026-09-08',3,2,'sometimes','Sometimes',23);
INSERT INTO "choices" VALUES('small-town-2026-09-08',3,3,'rarely+never','Rarely or never',23);
CREATE TABLE digests (
    round TEXT PRIMARY KEY REFERENCES rounds (id),
    body TEXT NOT NULL
, composed TEXT) STRICT, WITHOUT ROWID;
INSERT INTO "digests" VALUES('small-town-2026-09-01','{"round":"small-town-2026-09-01","pulse":"small-town","pulse_name":"Weekly pulse","opens":"2026-09-01T09:00:00Z","closes":"2026-09-03T15:00:00Z","zone":"Europe/London","threshold":8,"contact":"Ask the practice development team.","headline":"First results: 37.6% of answers are favourable for workload.","response":{"dimension":"everyone","group":"everyone","name":"Everyone","invited":110,"precision":"exact","text":"93 of 110 answered (84.5%)","answered":93,"nearest":null},"band":"very good","cuts":[{"id":"team","name":"Team","beside":true,"responses":[{"dimension":"team","group":"north","name":"North","invited":70,"precision":"rounded","text":"between 80% and 90% of 70 answered","answered":null,"nearest":85},{"dimension":"team","group":"south","name":"South","invited":40,"precision":"rounded","text":"33 to 37 of 40 answered","answered":null,"nearest":90}]}],"items":[{"id":"manageable","version":"74cf644d7c65","theme":"workload","theme_name":"Workload","wording":"My workload is manageable.","favourable":"\"always\" or \"often\"","anchor":true,"everyone":{"dimension":"everyone","group":"everyone","name":"Everyone","question":"manageable","version":"74cf644d7c65","precision":"exact","text":"37.6% (35 of 93)","answered":93,"favourable":35,"nearest":null,"choices":[{"options":["always","often"],"label":"Always or often","chosen":35},{"options":["sometimes"],"label":"Sometimes","chosen":32},{"options":["rarely","never"],"label":"Rarely or never","chosen":26}]},"likely":{"low":0.33836710471190584,"high":0.4159041066312561},"silence":null,"change":null,"groups":[{"dimension":"team","group":"north","name":"North","question":"manageable","version":"74cf644d7c65","precision":"rounded","text":"between 35% and 40% of about 60","answered":null,"favourable":null,"nearest":37,"choices":[]},{"dimension":"team","group":"south","name":"South","question":"manageable","version":"74cf644d7c65","precision":"rounded","text":"about 40% of about 35","answered":null,"favourable":null,"nearest":40,"choices":[]}]},{"id":"breaks","version":"72904caad60e","theme":"workload","theme_name":"Workload","wording":"I take my breaks.","favourable":"\"always\" or \"often\"","anchor":false,"everyone":{"dimension":"everyone","group":"everyone","name":"Everyone","question":"breaks","version":"72904caad60e","precision":"exact","text":"50.5% (47 of 93)","answered":93,"favourable":47,"nearest":null,"choices":[{"options":["always"],"label":"Always","chosen":17},{"options":["often"],"label":"Often","chosen":30},{"options":["sometimes"],"label":"Sometimes","chosen":23},{"options":["rarely","never"],"label":"Rarely or never","chosen":23}]},"likely":{"low":0.46534115004047244,"high":0.5453427103359119},"silence":null,"change":null,"groups":[{"dimension":"team","group":"north","name":"North","question":"breaks","version":"72904caad60e","precision":"rounded","text":"between 45% and 55% of about 60","answered":null,"favourable":null,"nearest":50,"choices":[]},{"dimension":"team","group":"south","name":"South","question":"breaks","version":"72904caad60e","precision":"rounded","text":"about 50% of about 35","answered":null,"favourable":null,"nearest":50,"choices":[]}]}],"trends":[{"question":"manageable","theme_name":"Workload","wording":"My workload is manageable.","favourable":"\"always\" or \"often\"","dimension":"everyone","group":"everyone","name":"Everyone","points":[{"round":"small-town-2026-09-01","day":"2026-09-01","figure":{"dimension":"everyone","group":"everyone","name":"Everyone","question":"manageable","version":"74cf644d7c65","precision":"exact","text":"37.6% (35 of 93)","answered":93,"favourable":35,"nearest":null,"choices":[{"options":["always","often"],"label":"Always or often","chosen":35},{"options":["sometimes"],"label":"Sometimes","chosen":32},{"options":["rarely","never"],"label":"Rarely or never","chosen":26}]},"interval":{"low":0.33836710471190584,"high":0.4159041066312561},"breaks":false}],"limits":null},{"question":"manageable","theme_name":"Workload","wording":"My workload is manageable.","favourable":"\"always\" or \"often\"","dimension":"team","group":"north","name":"North","points":[{"round":"small-town-2026-09-01","day":"2026-09-01","figure":{"dimension":"team","group":"north","name":"North","question":"manageable","version":"74cf644d7c65","precision":"rounded","text":"between 35% and 40% of about 60","answered":null,"favourable":null,"nearest":37,"choices":[]},"interval":null,"breaks":false}],"limits":null},{"question":"manageable","theme_name":"Workload","wording":"My workload is manageable.","favourable":"\"always\" or \"often\"","dimension":"team","group":"south","name":"South","points":[{"round":"small-town-2026-09-01","day":"2026-09-01","figure":{"dimension":"team","group":"south","name":"South","question":"manageable","version":"74cf644d7c65","precision":"rounded","text":"about 40% of about 35","answered":null,"favourable":null,"nearest":40,"choices":[]},"interval":null,"breaks":false}],"limits":null}],"alerts":[],"changed":[],"lowest":[{"question":"manageable","wording":"My workload is manageable.","favourable":"\"always\" or \"often\"","total":[35,93],"rounds":1,"tied":true},{"question":"breaks","wording":"I take my breaks.","favourable":"\"always\" or \"often\"","total":[47,93],"rounds":1,"tied":true}],"year":[]}','2026-09-07T08:00:00Z');
INSERT INTO "digests" VALUES('small-town-2026-09-08','{"round":"small-town-2026-09-08","pulse":"small-town","pulse_name":"Weekly pulse","opens":"2026-09-08T09:00:00Z","closes":"2026-09-10T15:00:00Z","zone":"Europe/London","threshold":8,"contact":"Ask the practice development team.","headline":"43.5% of answers are favourable for workload; nothing moved by more than chance would since 1 September.","response":{"dimension":"everyone","group":"everyone","name":"Everyone","invited":110,"precision":"exact","text":"92 of 110 answered (83.6%)","answered":92,"nearest":null},"band":"very good","cuts":[{"id":"team","name":"Team","beside":true,"responses":[{"dimension":"team","group":"north","name":"North","invited":70,"precision":"rounded","text":"between 80% and 90% of 70 answered","answered":null,"nearest":85},{"dimension":"team","group":"south","name":"South","invited":40,"precision":"rounded","text":"30 to 32 of 40 answered","answered":null,"nearest":80}]}],"items":[{"id":"manageable","version":"74cf644d7c65","theme":"workload","theme_name":"Workload","wording":"My workload is manageable.","favourable":"\"always\" or \"often\"","anchor":true,"everyone":{"dimension":"everyone","group":"everyone","name":"Everyone","question":"manageable","version":"74cf644d7c65","precision":"exact","text":"43.5% (40 of 92)","answered":92,"favourable":40,"nearest":null,"choices":[{"options":["always","often"],"label":"Always or often","chosen":40},{"options":["sometimes"],"label":"Sometimes","chosen":32},{"options":["rarely","never"],"label":"Rarely or never","chosen":20}]},"likely":{"low":0.3942036564848016,"high":0.47625479123119574},"silence":null,"change":{"by":{"points":5.8,"low":-8.174262918790632,"high":19.55268592336966},"asked":"2026-09-08","since":"2026-09-01"},"groups":[{"dimension":"team","group":"north","name":"North","question":"manageable","version":"74cf644d7c65","precision":"rounded","text":"between 40% and 50% of about 60","answered":null,"favourable":null,"nearest":45,"choices":[]},{"dimension":"team","group":"south","name":"South","question":"manageable","version":"74cf644d7c65","precision":"rounded","text":"about 40% of about 30","answered":null,"favourable":null,"nearest":40,"choices":[]}]},{"id":"breaks","version":"72904caad60e","theme":"workload","theme_name":"Workload","wording":"I take my breaks.","favourable":"\"always\" or \"often\"","anchor":false,"everyone":{"dimension":"everyone","group":"everyone","name":"Everyone","question":"breaks","version":"72904caad60e","precision":"exact","text":"50.0% (46 of 92)","answered":92,"favourable":46,"nearest":null,"choices":[{"options":["always"],"label":"Always","chosen":18},{"options":["often"],"label":"Often","chosen":28},{"options":["sometimes"],"label":"Sometimes","chosen":23},{"options":["rarely","never"],"label":"Rarely or never","chosen":23}]},"likely":{"low":0.45862337871460873,"high":0.5413766212853913},"silence":null,"change":{"by":{"points":-0.5,"low":-14.642135152216218,"high":13.59694749942556},"asked":"2026-09-08","since":"2026-09-01"},"groups":[{"dimension":"team","group":"north","name":"North","question":"breaks","version":"72904caad60e","precision":"rounded","text":"between 45% and 55% of about 60","answered":null,"favourable":null,"nearest":50,"choices":[]},{"dimension":"team","group":"south","name":"South","question":"breaks","version":"72904caad60e","precision":"rounded","text":"about 50% of about 30","answered":null,"favourable":null,"nearest":50,"choices":[]}]}],"trends":[{"question":"manageable","theme_name":"Workload","wording":"My workload is manageable.","favourable":"\"always\" or \"often\"","dimension":"everyone","group":"everyone","name":"Everyone","points":[{"round":"small-town-2026-09-01","day":"2026-09-01","figure":{"dimension":"everyone","group":"everyone","name":"Everyone","question":"manageable","version":"74cf644d7c65","precision":"exact","text":"37.6% (35 of 93)","answered":93,"favourable":35,"nearest":null,"choices":[{"options":["always","often"],"label":"Always or often","chosen":35},{"options":["sometimes"],"label":"Sometimes","chosen":32},{"options":["rarely","never"],"label":"Rarely or never","chosen":26}]},"interval":{"low":0.33836710471190584,"high":0.4159041066312561},"breaks":false},{"round":"small-town-2026-09-08","day":"2026-09-08","figure":{"dimension":"everyone","group":"everyone","name":"Everyone","question":"manageable","version":"74cf644d7c65","precision":"exact","text":"43.5% (40 of 92)","answered":92,"favourable":40,"nearest":null,"choices":[{"options":["always","often"],"label":"Always or often","chosen":40},{"options":["sometimes"],"label":"Sometimes","chosen":32},{"options":["rarely","never"],"label":"Rarely or never","chosen":20}]},"interval":{"low":0.3942036564848016,"high":0.47625479123119574},"breaks":false}],"limits":null},{"question":"manageable","theme_name":"Workload","wording":"My workload is manageable.","favourable":"\"always\" or \"often\"","dimension":"team","group":"north","name":"North","points":[{"round":"small-town-2026-09-01","day":"2026-09-01","figure":{"dimension":"team","group":"north","name":"North","question":"manageable","version":"74cf644d7c65","precision":"rounded","text":"between 35% and 40% of about 60","answered":null,"favourable":null,"nearest":37,"choices":[]},"interval":null,"breaks":false},{"round":"small-town-2026-09-08","day":"2026-09-08","figure":{"dimension":"team","group":"north","name":"North","question":"manageable","version":"74cf644d7c65","precision":"rounded","text":"between 40% and 50% of about 60","answered":null,"favourable":null,"nearest":45,"choices":[]},"interval":null,"breaks":false}],"limits":null},{"question":"manageable","theme_name":"Workload","wording":"My workload is manageable.","favourable":"\"always\" or \"often\"","dimension":"team","group":"south","name":"South","points":[{"round":"small-town-2026-09-01","day":"2026-09-01","figure":{"dimension":"team","group":"south","name":"South","question":"manageable","version":"74cf644d7c65","precision":"rounded","text":"about 40% of about 35","answered":null,"favourable":null,"nearest":40,"choices":[]},"interval":null,"breaks":false},{"round":"small-town-2026-09-08","day":"2026-09-08","figure":{"dimension":"team","group":"south","name":"South","question":"manageable","version":"74cf644d7c65","precision":"rounded","text":"about 40% of about 30","answered":null,"favourable":null,"nearest":40,"choices":[]},"interval":null,"breaks":false}],"limits":null}],"alerts":[],"changed":[{"question":"manageable","wording":"My workload is manageable.","favourable":"\"always\" or \"often\"","asked":"2026-09-08","since":"2026-09-01","now":[40,92],"before":[35,93],"change":{"points":5.8,"low":-8.174262918790632,"high":19.55268592336966},"stands_out":false},{"question":"breaks","wording":"I take my breaks.","favourable":"\"always\" or \"often\"","asked":"2026-09-08","since":"2026-09-01","now":[46,92],"before":[47,93],"change":{"points":-0.5,"low":-14.642135152216218,"high":13.59694749942556},"stands_out":false}],"lowest":[{"question":"manageable","wording":"My workload is manageable.","favourable":"\"always\" or \"often\"","total":[75,185],"rounds":2,"tied":true},{"question":"breaks","wording":"I take my breaks.","favourable":"\"always\" or \"often\"","total":[93,185],"rounds":2,"tied":true}],"year":[]}','2026-09-14T08:00:00Z');
CREATE TABLE drafts (
    id TEXT PRIMARY KEY,
    kind TEXT NOT NULL CHECK (kind IN ('questions', 'pulse')),
    revision INTEGER NOT NULL CHECK (revision > 0),
    body TEXT NOT NULL
) STRICT, WITHOUT ROWID;
INSERT INTO "drafts" VALUES('two-questions','questions',3,'{"id":"two-questions","title":"Two questions","ask":"all","themes":[{"id":"workload","name":"Workload"}],"questions":[{"id":"manageable","theme":"workload","wording":"My workload is manageable.","scale":{"id":"frequency","options":[{"id":"always","label":"Always","score":5},{"id":"often","label":"Often","score":4},{"id":"sometimes","label":"Sometimes","score":3},{"id":"rarely","label":"Rarely","score":2},{"id":"never","label":"Never","score":1}]},"favourable":["always","often"],"choose":null,"anchor":true,"hse":null,"lga":null},{"id":"breaks","theme":"workload","wording":"I take my breaks.","scale":{"id":"frequency","options":[{"id":"always","label":"Always","score":5},{"id":"often","label":"Often","score":4},{"id":"sometimes","label":"Sometimes","score":3},{"id":"rarely","label":"Rarely","score":2},{"id":"never","label":"Never","score":1}]},"favourable":["always","often"],"choose":null,"anchor":false,"hse":null,"lga":null}]}');
CREATE TABLE figures (
    round TEXT NOT NULL REFERENCES rounds (id),
    place INTEGER NOT NULL,
    dimension TEXT NOT NULL,
    "group" TEXT NOT NULL,
    name TEXT NOT NULL,
    question TEXT NOT NULL,
    version TEXT NOT NULL,
    precision TEXT NOT NULL CHECK (precision IN ('exact', 'rounded', 'band', 'withheld')),
    text TEXT NOT NULL,
    answered INTEGER CHECK (answered IS NULL OR precision = 'exact'),
    favourable INTEGER CHECK (favourable IS NULL OR precision = 'exact'),
    nearest INTEGER CHECK (nearest IS NULL OR precision = 'rounded'),
    PRIMARY KEY (round, place)
) STRICT, WITHOUT ROWID;
INSERT INTO "figures" VALUES('small-town-2026-09-01',0,'everyone','everyone','Everyone','manageable','74cf644d7c65','exact','37.6% (35 of 93)',93,35,NULL);
INSERT INTO "figures" VALUES('small-town-2026-09-01',1,'team','north','North','manageable','74cf644d7c65','rounded','between 35% and 40% of about 60',NULL,NULL,37);
INSERT INTO "figures" VALUES('small-town-2026-09-01',2,'team','south','South','manageable','74cf644d7c65','rounded','about 40% of about 35',NULL,NULL,40);
INSERT INTO "figures" VALUES('small-town-2026-09-01',3,'everyone','everyone','Everyone','breaks','72904caad60e','exact','50.5% (47 of 93)',93,47,NULL);
INSERT INTO "figures" VALUES('small-town-2026-09-01',4,'team','north','North','breaks','72904caad60e','rounded','between 45% and 55% of about 60',NULL,NULL,50);
INSERT INTO "figures" VALUES('small-town-2026-09-01',5,'team','south','South','breaks','72904caad60e','rounded','about 50% of about 35',NULL,NULL,50);
INSERT INTO "figures" VALUES('small-town-2026-09-08',0,'everyone','everyone','Everyone','manageable','74cf644d7c65','exact','43.5% (40 of 92)',92,40,NULL);
INSERT INTO "figures" VALUES('small-town-2026-09-08',1,'team','north','North','manageable','74cf644d7c65','rounded','between 40% and 50% of about 60',NULL,NULL,45);
INSERT INTO "figures" VALUES('small-town-2026-09-08',2,'team','south','South','manageable','74cf644d7c65','rounded','about 40% of about 30',NULL,NULL,40);
INSERT INTO "figures" VALUES('small-town-2026-09-08',3,'everyone','everyone','Everyone','breaks','72904caad60e','exact','50.0% (46 of 92)',92,46,NULL);
INSERT INTO "figures" VALUES('small-town-2026-09-08',4,'team','north','North','breaks','72904caad60e','rounded','between 45% and 55% of about 60',NULL,NULL,50);
INSERT INTO "figures" VALUES('small-town-2026-09-08',5,'team','south','South','breaks','72904caad60e','rounded','about 50% of about 30',NULL,NULL,50);
CREATE TABLE midway (
    round TEXT NOT NULL REFERENCES rounds (id),
    place INTEGER NOT NULL,
    dimension TEXT NOT NULL,
    "group" TEXT NOT NULL,
    name TEXT NOT NULL,
    invited INTEGER NOT NULL,
    nearest INTEGER NOT NULL,
    PRIMARY KEY (round, place)
) STRICT, WITHOUT ROWID;
INSERT INTO "midway" VALUES('small-town-2026-09-01',0,'everyone','everyone','Everyone',110,40);
CREATE TABLE outbox (
    place INTEGER PRIMARY KEY,
    key TEXT NOT NULL UNIQUE,
    round TEXT REFERENCES rounds (id),
    recipient TEXT NOT NULL,
    to_person INTEGER NOT NULL CHECK (to_person IN (0, 1)),
    body TEXT NOT NULL,
    reply_to TEXT,
    since TEXT NOT NULL,
    due TEXT NOT NULL,
    tries INTEGER NOT NULL DEFAULT 0,
    posted_as TEXT
, refused TEXT, kind TEXT NOT NULL DEFAULT '') STRICT;
INSERT INTO "outbox" VALUES(1,'small-town-2026-09-01/digest/C0LEADERSHIP','small-town-2026-09-01','C0LEADERSHIP',0,'',NULL,'2026-09-03T15:00:00Z','2026-09-07T08:00:00Z',1,'1788768000.000000',NULL,'');
INSERT INTO "outbox" VALUES(2,'small-town-2026-09-01/digest/C0STAFF','small-town-2026-09-01','C0STAFF',0,'',NULL,'2026-09-03T15:00:00Z','2026-09-07T08:00:00Z',1,'1788768000.142857',NULL,'');
INSERT INTO "outbox" VALUES(3,'small-town-2026-09-01/digest-thread/C0LEADERSHIP/0','small-town-2026-09-01','C0LEADERSHIP',0,'','small-town-2026-09-01/digest/C0LEADERSHIP','2026-09-03T15:00:00Z','2026-09-07T08:00:00Z',1,'1788768001.050000',NULL,'');
INSERT INTO "outbox" VALUES(4,'small-town-2026-09-01/digest-thread/C0STAFF/0','small-town-2026-09-01','C0STAFF',0,'','small-town-2026-09-01/digest/C0STAFF','2026-09-03T15:00:00Z','2026-09-07T08:00:00Z',1,'1788768001.192857',NULL,'');
INSERT INTO "outbox" VALUES(5,'small-town-2026-09-01/digest-file/C0LEADERSHIP/1','small-town-2026-09-01','C0LEADERSHIP',0,'','small-town-2026-09-01/digest/C0LEADERSHIP','2026-09-03T15:00:00Z','2026-09-07T08:00:00Z',1,'F00000091F',NULL,'');
INSERT INTO "outbox" VALUES(6,'small-town-2026-09-01/digest-file/C0STAFF/1','small-town-2026-09-01','C0STAFF',0,'','small-town-2026-09-01/digest/C0STAFF','2026-09-03T15:00:00Z','2026-09-07T08:00:00Z',1,'F000000920',NULL,'');
INSERT INTO "outbox" VALUES(7,'small-town-2026-09-08/digest/C0LEADERSHIP','small-town-2026-09-08','C0LEADERSHIP',0,'',NULL,'2026-09-10T15:00:00Z','2026-09-14T08:00:00Z',1,'1789372800.000000',NULL,'');
INSERT INTO "outbox" VALUES(8,'small-town-2026-09-08/digest/C0STAFF','small-town-2026-09-08','C0STAFF',0,'',NULL,'2026-09-10T15:00:00Z','2026-09-14T08:00:00Z',1,'1789372800.142857',NULL,'');
INSERT INTO "outbox" VALUES(9,'small-town-2026-09-08/digest-thread/C0LEADERSHIP/0','small-town-2026-09-08','C0LEADERSHIP',0,'','small-town-2026-09-08/digest/C0LEADERSHIP','2026-09-10T15:00:00Z','2026-09-14T08:00:00Z',1,'1789372801.050000',NULL,'');
INSERT INTO "outbox" VALUES(10,'small-town-2026-09-08/digest-thread/C0STAFF/0','small-town-2026-09-08','C0STAFF',0,'','small-town-2026-09-08/digest/C0STAFF','2026-09-10T15:00:00Z','2026-09-14T08:00:00Z',1,'1789372801.192857',NULL,'');
INSERT INTO "outbox" VALUES(11,'small-town-2026-09-08/digest-file/C0LEADERSHIP/1','small-town-2026-09-08','C0LEADERSHIP',0,'','small-town-2026-09-08/digest/C0LEADERSHIP','2026-09-10T15:00:00Z','2026-09-14T08:00:00Z',1,'F000001239',NULL,'');
INSERT INTO "outbox" VALUES(12,'small-town-2026-09-08/digest-file/C0STAFF/1','small-town-2026-09-08','C0STAFF',0,'','small-town-2026-09-08/digest/C0STAFF','2026-09-10T15:00:00Z','2026-09-14T08:00:00Z',1,'F00000123A',NULL,'');
INSERT INTO "outbox" VALUES(13,'small-town-2026-09-15/invitation/U0WAITS01','small-town-2026-09-15','U0WAITS01',1,'{}',NULL,'2026-09-15T09:00:00Z','2026-09-15T09:00:00Z',0,NULL,NULL,'');
CREATE TABLE partitions (
    pulse TEXT NOT NULL REFERENCES pulses (id),
    quarter TEXT NOT NULL,
    dimension TEXT NOT NULL,
    cells TEXT NOT NULL,
    PRIMARY KEY (pulse, quarter, dimension)
) STRICT, WITHOUT ROWID;
INSERT INTO "partitions" VALUES('small-town','2026-Q3','team','[["north"], ["south"]]');
CREATE TABLE preferences (
    person TEXT PRIMARY KEY,
    paused_until TEXT,
    never INTEGER NOT NULL CHECK (never IN (0, 1))
) STRICT, WITHOUT ROWID;
INSERT INTO "preferences" VALUES('U0NEVER01',NULL,1);
INSERT INTO "preferences" VALUES('U0PAUSE01','2026-12-24T00:00:00Z',0);
CREATE TABLE pulses (
    id TEXT PRIMARY KEY,
    body TEXT NOT NULL,
    since TEXT NOT NULL,
    ended INTEGER NOT NULL DEFAULT 0 CHECK (ended IN (0, 1))
, paused_until TEXT) STRICT;
INSERT INTO "pulses" VALUES('small-town','{"id":"small-town","name":"Weekly pulse","dimensions":[{"id":"team","name":"Team","rest":"Other teams","groups":[{"id":"north","name":"North","people":[{"usergroup":"S00X0","channel":null}],"area":null,"neighbour":null},{"id":"south","name":"South","people":[{"usergroup":"S00X1","channel":null}],"area":null,"neighbour":null}]}],"audience":[{"usergroup":null,"channel":"C0STAFF"}],"schedule":{"every":"weekly","opens":"Tuesday 10:00","reminds":"Wednesday 10:00","closes":"Thursday 16:00","publishes":"next Monday 09:00","zone":"Europe/London","first":"2026-09-01","holidays":"england"},"leadership":"C0LEADERSHIP","staff":"C0STAFF","threshold":8,"support":"Your supervisor, or the listening line.","contact":"Ask the practice development team.","question_set":{"id":"two-questions","title":"Two questions","ask":"all","themes":[{"id":"workload","name":"Workload"}],"questions":[{"id":"manageable","theme":"workload","wording":"My workload is manageable.","scale":{"id":"frequency","options":[{"id":"always","label":"Always","score":5},{"id":"often","label":"Often","score":4},{"id":"sometimes","label":"Sometimes","score":3},{"id":"rarely","label":"Rarely","score":2},{"id":"never","label":"Never","score":1}]},"favourable":["always","often"],"choose":null,"anchor":true,"hse":null,"lga":null},{"id":"breaks","theme":"workload","wording":"I take my breaks.","scale":{"id":"frequency","options":[{"id":"always","label":"Always","score":5},{"id":"often","label":"Often","score":4},{"id":"sometimes","label":"Sometimes","score":3},{"id":"rarely","label":"Rarely","score":2},{"id":"never","label":"Never","score":1}]},"favourable":["always","often"],"choose":null,"anchor":false,"hse":null,"lga":null}]}}','2026-08-31T00:00:00Z',0,NULL);
CREATE TABLE question_sets (
    id TEXT PRIMARY KEY,
    body TEXT NOT NULL
) STRICT, WITHOUT ROWID;
INSERT INTO "question_sets" VALUES('two-questions','{"id":"two-questions","title":"Two questions","ask":"all","themes":[{"id":"workload","name":"Workload"}],"questions":[{"id":"manageable","theme":"workload","wording":"My workload is manageable.","scale":{"id":"frequency","options":[{"id":"always","label":"Always","score":5},{"id":"often","label":"Often","score":4},{"id":"sometimes","label":"Sometimes","score":3},{"id":"rarely","label":"Rarely","score":2},{"id":"never","label":"Never","score":1}]},"favourable":["always","often"],"choose":null,"anchor":true,"hse":null,"lga":null},{"id":"breaks","theme":"workload","wording":"I take my breaks.","scale":{"id":"frequency","options":[{"id":"always","label":"Always","score":5},{"id":"often","label":"Often","score":4},{"id":"sometimes","label":"Sometimes","score":3},{"id":"rarely","label":"Rarely","score":2},{"id":"never","label":"Never","score":1}]},"favourable":["always","often"],"choose":null,"anchor":false,"hse":null,"lga":null}]}');
CREATE TABLE ranked (
    round TEXT NOT NULL,
    ranking INTEGER NOT NULL,
    place INTEGER NOT NULL,
    option TEXT NOT NULL,
    label TEXT NOT NULL,
    rank INTEGER NOT NULL,
    text TEXT NOT NULL,
    chosen INTEGER,
    nearest INTEGER CHECK (nearest IS NULL OR chosen IS NULL),
    PRIMARY KEY (round, ranking, place),
    FOREIGN KEY (round, ranking) REFERENCES rankings (round, place)
) STRICT, WITHOUT ROWID;
INSERT INTO "ranked" VALUES('small-town-2026-09-01',0,0,'time','More time',1,'50 of 80',50,NULL);
INSERT INTO "ranked" VALUES('small-town-2026-09-01',0,1,'people','More people',2,'30 of 80',30,NULL);
CREATE TABLE rankings (
    round TEXT NOT NULL REFERENCES rounds (id),
    place INTEGER NOT NULL,
    question TEXT NOT NULL,
    version TEXT NOT NULL,
    precision TEXT NOT NULL CHECK (precision IN ('exact', 'rounded', 'band', 'withheld')),
    text TEXT NOT NULL,
    answered INTEGER CHECK (answered IS NULL OR precision = 'exact'),
    PRIMARY KEY (round, place)
) STRICT, WITHOUT ROWID;
INSERT INTO "rankings" VALUES('small-town-2026-09-01',0,'breaks','1','exact','80 of 110',80);
CREATE TABLE responses (
    round TEXT NOT NULL REFERENCES rounds (id),
    place INTEGER NOT NULL,
    dimension TEXT NOT NULL,
    "group" TEXT NOT NULL,
    name TEXT NOT NULL,
    invited INTEGER NOT NULL,
    precision TEXT NOT NULL CHECK (precision IN ('exact', 'rounded', 'band', 'withheld')),
    text TEXT NOT NULL,
    answered INTEGER CHECK (answered IS NULL OR precision = 'exact'),
    nearest INTEGER CHECK (nearest IS NULL OR precision = 'rounded'),
    PRIMARY KEY (round, place)
) STRICT, WITHOUT ROWID;
INSERT INTO "responses" VALUES('small-town-2026-09-01',0,'everyone','everyone','Everyone',110,'exact','93 of 110 answered (84.5%)',93,NULL);
INSERT INTO "responses" VALUES('small-town-2026-09-01',1,'team','north','North',70,'rounded','between 80% and 90% of 70 answered',NULL,85);
INSERT INTO "responses" VALUES('small-town-2026-09-01',2,'team','south','South',40,'rounded','33 to 37 of 40 answered',NULL,90);
INSERT INTO "responses" VALUES('small-town-2026-09-08',0,'everyone','everyone','Everyone',110,'exact','92 of 110 answered (83.6%)',92,NULL);
INSERT INTO "responses" VALUES('small-town-2026-09-08',1,'team','north','North',70,'rounded','between 80% and 90% of 70 answered',NULL,85);
INSERT INTO "responses" VALUES('small-town-2026-09-08',2,'team','south','South',40,'rounded','30 to 32 of 40 answered',NULL,80);
CREATE TABLE restores (
    at TEXT PRIMARY KEY
) STRICT, WITHOUT ROWID;
INSERT INTO "restores" VALUES('2026-08-31T12:00:00Z');
CREATE TABLE rounds (
    id TEXT PRIMARY KEY,
    pulse TEXT NOT NULL REFERENCES pulses (id),
    state TEXT NOT NULL CHECK (state IN ('planned', 'open', 'closed', 'published', 'cancelled')),
    opens TEXT NOT NULL,
    reminds TEXT NOT NULL,
    closes TEXT NOT NULL,
    publishes TEXT NOT NULL,
    pulse_then TEXT,
    questions TEXT NOT NULL DEFAULT '[]',
    dimensions TEXT NOT NULL DEFAULT '[]',
    reminded INTEGER NOT NULL DEFAULT 0 CHECK (reminded IN (0, 1)),
    reason TEXT, midway_told INTEGER NOT NULL DEFAULT 0 CHECK (midway_told IN (0, 1)),
    UNIQUE (pulse, opens)
) STRICT;
INSERT INTO "rounds" VALUES('small-town-2026-09-01','small-town','published','2026-09-01T09:00:00Z','2026-09-02T09:00:00Z','2026-09-03T15:00:00Z','2026-09-07T08:00:00Z','{"id":"small-town","name":"Weekly pulse","dimensions":[{"id":"team","name":"Team","rest":"Other teams","groups":[{"id":"north","name":"North","people":[{"usergroup":"S00X0","channel":null}],"area":null,"neighbour":null},{"id":"south","name":"South","people":[{"usergroup":"S00X1","channel":null}],"area":null,"neighbour":null}]}],"audience":[{"usergroup":null,"channel":"C0STAFF"}],"schedule":{"every":"weekly","opens":"Tuesday 10:00","reminds":"Wednesday 10:00","closes":"Thursday 16:00","publishes":"next Monday 09:00","zone":"Europe/London","first":"2026-09-01","holidays":"england"},"leadership":"C0LEADERSHIP","staff":"C0STAFF","threshold":8,"support":"Your supervisor, or the listening line.","contact":"Ask the practice development team.","question_set":{"id":"two-questions","title":"Two questions","ask":"all","themes":[{"id":"workload","name":"Workload"}],"questions":[{"id":"manageable","theme":"workload","wording":"My workload is manageable.","scale":{"id":"frequency","options":[{"id":"always","label":"Always","score":5},{"id":"often","label":"Often","score":4},{"id":"sometimes","label":"Sometimes","score":3},{"id":"rarely","label":"Rarely","score":2},{"id":"never","label":"Never","score":1}]},"favourable":["always","often"],"choose":null,"anchor":true,"hse":null,"lga":null},{"id":"breaks","theme":"workload","wording":"I take my breaks.","scale":{"id":"frequency","options":[{"id":"always","label":"Always","score":5},{"id":"often","label":"Often","score":4},{"id":"sometimes","label":"Sometimes","score":3},{"id":"rarely","label":"Rarely","score":2},{"id":"never","label":"Never","score":1}]},"favourable":["always","often"],"choose":null,"anchor":false,"hse":null,"lga":null}]}}','[{"id":"manageable","theme":"workload","wording":"My workload is manageable.","scale":{"id":"frequency","options":[{"id":"always","label":"Always","score":5},{"id":"often","label":"Often","score":4},{"id":"sometimes","label":"Sometimes","score":3},{"id":"rarely","label":"Rarely","score":2},{"id":"never","label":"Never","score":1}]},"favourable":["always","often"],"choose":null,"anchor":true,"hse":null,"lga":null},{"id":"breaks","theme":"workload","wording":"I take my breaks.","scale":{"id":"frequency","options":[{"id":"always","label":"Always","score":5},{"id":"often","label":"Often","score":4},{"id":"sometimes","label":"Sometimes","score":3},{"id":"rarely","label":"Rarely","score":2},{"id":"never","label":"Never","score":1}]},"favourable":["always","often"],"choose":null,"anchor":false,"hse":null,"lga":null}]','["team"]',1,NULL,1);
INSERT INTO "rounds" VALUES('small-town-2026-09-08','small-town','published','2026-09-08T09:00:00Z','2026-09-09T09:00:00Z','2026-09-10T15:00:00Z','2026-09-14T08:00:00Z','{"id":"small-town","name":"Weekly pulse","dimensions":[{"id":"team","name":"Team","rest":"Other teams","groups":[{"id":"north","name":"North","people":[{"usergroup":"S00X0","channel":null}],"area":null,"neighbour":null},{"id":"south","name":"South","people":[{"usergroup":"S00X1","channel":null}],"area":null,"neighbour":null}]}],"audience":[{"usergroup":null,"channel":"C0STAFF"}],"schedule":{"every":"weekly","opens":"Tuesday 10:00","reminds":"Wednesday 10:00","closes":"Thursday 16:00","publishes":"next Monday 09:00","zone":"Europe/London","first":"2026-09-01","holidays":"england"},"leadership":"C0LEADERSHIP","staff":"C0STAFF","threshold":8,"support":"Your supervisor, or the listening line.","contact":"Ask the practice development team.","question_set":{"id":"two-questions","title":"Two questions","ask":"all","themes":[{"id":"workload","name":"Workload"}],"questions":[{"id":"manageable","theme":"workload","wording":"My workload is manageable.","scale":{"id":"frequency","options":[{"id":"always","label":"Always","score":5},{"id":"often","label":"Often","score":4},{"id":"sometimes","label":"Sometimes","score":3},{"id":"rarely","label":"Rarely","score":2},{"id":"never","label":"Never","score":1}]},"favourable":["always","often"],"choose":null,"anchor":true,"hse":null,"lga":null},{"id":"breaks","theme":"workload","wording":"I take my breaks.","scale":{"id":"frequency","options":[{"id":"always","label":"Always","score":5},{"id":"often","label":"Often","score":4},{"id":"sometimes","label":"Sometimes","score":3},{"id":"rarely","label":"Rarely","score":2},{"id":"never","label":"Never","score":1}]},"favourable":["always","often"],"choose":null,"anchor":false,"hse":null,"lga":null}]}}','[{"id":"manageable","theme":"workload","wording":"My workload is manageable.","scale":{"id":"frequency","options":[{"id":"always","label":"Always","score":5},{"id":"often","label":"Often","score":4},{"id":"sometimes","label":"Sometimes","score":3},{"id":"rarely","label":"Rarely","score":2},{"id":"never","label":"Never","score":1}]},"favourable":["always","often"],"choose":null,"anchor":true,"hse":null,"lga":null},{"id":"breaks","theme":"workload","wording":"I take my breaks.","scale":{"id":"frequency","options":[{"id":"always","label":"Always","score":5},{"id":"often","label":"Often","score":4},{"id":"sometimes","label":"Sometimes","score":3},{"id":"rarely","label":"Rarely","score":2},{"id":"never","label":"Never","score":1}]},"favourable":["always","often"],"choose":null,"anchor":false,"hse":null,"lga":null}]','["team"]',1,NULL,0);
INSERT INTO "rounds" VALUES('small-town-2026-09-15','small-town','open','2026-09-15T09:00:00Z','2026-09-16T09:00:00Z','2026-09-17T15:00:00Z','2026-09-21T08:00:00Z','{"id":"small-town","name":"Weekly pulse","dimensions":[{"id":"team","name":"Team","rest":"Other teams","groups":[{"id":"north","name":"North","people":[{"usergroup":"S00X0","channel":null}],"area":null,"neighbour":null},{"id":"south","name":"South","people":[{"usergroup":"S00X1","channel":null}],"area":null,"neighbour":null}]}],"audience":[{"usergroup":null,"channel":"C0STAFF"}],"schedule":{"every":"weekly","opens":"Tuesday 10:00","reminds":"Wednesday 10:00","closes":"Thursday 16:00","publishes":"next Monday 09:00","zone":"Europe/London","first":"2026-09-01","holidays":"england"},"leadership":"C0LEADERSHIP","staff":"C0STAFF","threshold":8,"support":"Your supervisor, or the listening line.","contact":"Ask the practice development team.","question_set":{"id":"two-questions","title":"Two questions","ask":"all","themes":[{"id":"workload","name":"Workload"}],"questions":[{"id":"manageable","theme":"workload","wording":"My workload is manageable.","scale":{"id":"frequency","options":[{"id":"always","label":"Always","score":5},{"id":"often","label":"Often","score":4},{"id":"sometimes","label":"Sometimes","score":3},{"id":"rarely","label":"Rarely","score":2},{"id":"never","label":"Never","score":1}]},"favourable":["always","often"],"choose":null,"anchor":true,"hse":null,"lga":null},{"id":"breaks","theme":"workload","wording":"I take my breaks.","scale":{"id":"frequency","options":[{"id":"always","label":"Always","score":5},{"id":"often","label":"Often","score":4},{"id":"sometimes","label":"Sometimes","score":3},{"id":"rarely","label":"Rarely","score":2},{"id":"never","label":"Never","score":1}]},"favourable":["always","often"],"choose":null,"anchor":false,"hse":null,"lga":null}]}}','[{"id":"manageable","theme":"workload","wording":"My workload is manageable.","scale":{"id":"frequency","options":[{"id":"always","label":"Always","score":5},{"id":"often","label":"Often","score":4},{"id":"sometimes","label":"Sometimes","score":3},{"id":"rarely","label":"Rarely","score":2},{"id":"never","label":"Never","score":1}]},"favourable":["always","often"],"choose":null,"anchor":true,"hse":null,"lga":null},{"id":"breaks","theme":"workload","wording":"I take my breaks.","scale":{"id":"frequency","options":[{"id":"always","label":"Always","score":5},{"id":"often","label":"Often","score":4},{"id":"sometimes","label":"Sometimes","score":3},{"id":"rarely","label":"Rarely","score":2},{"id":"never","label":"Never","score":1}]},"favourable":["always","often"],"choose":null,"anchor":false,"hse":null,"lga":null}]','["team"]',0,NULL,0);
CREATE TABLE sendings (
    round TEXT NOT NULL,
    kind TEXT NOT NULL,
    outcome TEXT NOT NULL,
    number INTEGER NOT NULL CHECK (number > 0),
    told INTEGER NOT NULL DEFAULT 0 CHECK (told IN (0, 1)),
    PRIMARY KEY (round, kind, outcome)
) STRICT, WITHOUT ROWID;
INSERT INTO "sendings" VALUES('small-town-2026-09-01','invitation','left',3,1);
INSERT INTO "sendings" VALUES('small-town-2026-09-01','invitation','sent',107,0);
INSERT INTO "sendings" VALUES('small-town-2026-09-08','invitation','left',3,1);
INSERT INTO "sendings" VALUES('small-town-2026-09-08','invitation','sent',107,0);
INSERT INTO "sendings" VALUES('small-town-2026-09-15','invitation','left',3,1);
INSERT INTO "sendings" VALUES('small-town-2026-09-15','invitation','sent',107,0);
CREATE INDEX rounds_by_state ON rounds (state, opens);
CREATE INDEX outbox_replies ON outbox (reply_to, place)
WHERE posted_as IS NULL AND reply_to IS NOT NULL;
CREATE TRIGGER change_log_is_not_altered BEFORE UPDATE ON change_log
BEGIN
    SELECT RAISE(ABORT, 'the change log is only added to');
END;
CREATE TRIGGER change_log_is_not_shortened BEFORE DELETE ON change_log
BEGIN
    SELECT RAISE(ABORT, 'the change log is only added to');
END;
CREATE INDEX outbox_asked ON outbox (round, kind, due) WHERE to_person AND round IS NOT NULL;
CREATE INDEX outbox_recipients ON outbox (recipient, place);
CREATE INDEX outbox_owed ON outbox ((to_person AND round IS NOT NULL), due, place)
WHERE posted_as IS NULL;
COMMIT;
PRAGMA user_version = 9;
