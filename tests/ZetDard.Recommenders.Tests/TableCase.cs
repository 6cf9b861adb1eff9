namespace ZetDard.Recommenders.Tests;

/// <summary>A table as people have it, and what is right to read from it.</summary>
/// <param name="Name">The file of the shared folder, or the program that writes such tables and where the symptom was reported.</param>
/// <param name="Text">The contents.</param>
/// <param name="Expected">
/// The rows as user | item | weight | time, then the problems as line:column and the columns that are passed over; or the refusal.
/// </param>
internal sealed record TableCase(string Name, string Text, string[] Expected)
{
    /// <summary>Made-up contents in forms from public reports; the shared folder has the same files.</summary>
    public static TableCase[] OfSharedFolder { get; } =
    [
        new("hetrec-user_artists.dat", "userID\tartistID\tweight\r\n2\t51\t13883\r\n2\t52\t11690\r\n", ["2 | 51 | 13883 | -", "2 | 52 | 11690 | -"]),
        new("kaggle-msd.csv", "user_id,song_id,listen_count\nb80,SOAKIMP12A8C130995,1\nb80,SOBBMDR12A8C13253B,2\nb81,SOBXHDL12A81C204C0,150\n", ["b80 | SOAKIMP12A8C130995 | 1 | -", "b80 | SOBBMDR12A8C13253B | 2 | -", "b81 | SOBXHDL12A81C204C0 | 150 | -"]),
        new("header-plays.tsv", "user\tartist\tplays\nu1\tA\t137\nu1\tB\t1\nu2\tA\t3\n", ["u1 | A | 137 | -", "u1 | B | 1 | -", "u2 | A | 3 | -"]),
        new("ratings-header.csv", "user_id,item_id,rating,timestamp\n1,10,4.5,964982703\n1,11,0.5,964981247\n", ["1 | 10 | 1 | 2000-07-30 18:45:03", "1 | 11 | 1 | 2000-07-30 18:20:47", "skipped rating"]),
        new("recbole.inter", "user_id:token\titem_id:token\trating:float\ttimestamp:float\nA1ZC\t0001388703\t5.0\t1387670400\nA1ZC\t0001388704\t4.0\t1387670401.0\nAC2P\t0001388703\t5.0\t1378857600\n", ["A1ZC | 0001388703 | 1 | 2013-12-22 00:00:00", "A1ZC | 0001388704 | 1 | 2013-12-22 00:00:01", "AC2P | 0001388703 | 1 | 2013-09-11 00:00:00", "skipped rating:float"]),
        new("ml1m.dat", "1::1193::5::978300760\n1::661::3::978302109\n2::914::3::978301968\n", ["1 | 661 | 3 | 2000-12-31 22:35:09", "1 | 1193 | 5 | 2000-12-31 22:12:40", "2 | 914 | 3 | 2000-12-31 22:32:48"]),
        new("semicolon-header.csv", "user;song;artist;count;time\nalice;Yellow;Coldplay;3;1609459200\nalice;Viva la Vida;Coldplay;5;1609459200\nbob;Hey Jude;The Beatles;2;1609459200\n", ["alice | Yellow by Coldplay | 3 | 2021-01-01 00:00:00", "alice | Viva la Vida by Coldplay | 5 | 2021-01-01 00:00:00", "bob | Hey Jude by The Beatles | 2 | 2021-01-01 00:00:00"]),
        new("pipe-header.csv", "user|song|count\nalice|Hey Jude|5\nbob|Yellow|2\n", ["alice | Hey Jude | 5 | -", "bob | Yellow | 2 | -"]),
        new("ghan.csv", "uts,utc_time,artist,artist_mbid,album,album_mbid,track,track_mbid\n\"1270468794\",\"05 Apr 2010, 11:59\",\"Zion I\",\"\",\"\",\"\",\"Temperature (Feat Talib Kweli)\",\"\"\n", ["me | Temperature (Feat Talib Kweli) by Zion I | 1 | 2010-04-05 11:59:54", "skipped utc_time", "skipped artist_mbid", "skipped album", "skipped album_mbid", "skipped track_mbid"]),
        new("ghan-user.csv", "uts,utc_time,user,artist,artist_mbid,album,track\n\"1270468794\",\"05 Apr 2010, 11:59\",\"me\",\"Zion I\",\"\",\"\",\"Temperature\"\n\"1270468795\",\"05 Apr 2010, 12:03\",\"me\",\"Zion I\",\"\",\"\",\"Bird's Eye View\"\n", ["me | Temperature by Zion I | 1 | 2010-04-05 11:59:54", "me | Bird's Eye View by Zion I | 1 | 2010-04-05 11:59:55", "skipped utc_time", "skipped artist_mbid", "skipped album"]),
        new("header-track.csv", "user,artist,track,count\nme,Zion I,Temperature,3\nme,Zion I,Birds,2\nyou,Nas,Ether,1\n", ["me | Temperature by Zion I | 3 | -", "me | Birds by Zion I | 2 | -", "you | Ether by Nas | 1 | -"]),
        new("uid-mid.csv", "uid,mid\n1,10\n2,11\n", ["1 | 10 | 1 | -", "2 | 11 | 1 | -"]),
        new("comment.csv", "# exported 2024, by tool\nuser,song\nalice,s1\nbob,s2\n", ["alice | s1 | 1 | -", "bob | s2 | 1 | -"]),
        new("excel-sep.csv", "sep=,\nuser,song\nalice,s1\n", ["alice | s1 | 1 | -"]),
        new("newline-in-quotes.csv", "user,song,count\nalice,\"Symphony No. 5\nin C minor\",3\nbob,Yellow,2\n", ["alice | Symphony No. 5\nin C minor | 3 | -", "bob | Yellow | 2 | -"]),
        new("tsv-quoted.tsv", "\"user\"\t\"song\"\t\"count\"\n\"alice\"\t\"Hey Jude\"\t\"3\"\n\"bob\"\t\"Yellow\"\t\"2\"\n", ["alice | Hey Jude | 3 | -", "bob | Yellow | 2 | -"]),
        new("rtable.tsv", "\"user\"\t\"song\"\n\"alice\"\t\"Hey Jude\"\n\"bob\"\t\"Yellow\"\n", ["alice | Hey Jude | 1 | -", "bob | Yellow | 1 | -"]),
        new("rtable-space.txt", "\"user\" \"song\"\n\"alice\" \"Yellow\"\n\"bob\" \"Clocks\"\n", ["alice | Yellow | 1 | -", "bob | Clocks | 1 | -"]),
        new("t14.csv", "user,song,time\na,s1,20210101000000\nb,s2,20240531123000\nc,s3,202101\nd,s4,2021\ne,s5,44197\nf,s6,63745056000\ng,s7,637450560000000000\n", ["a | s1 | 1 | 2021-01-01 00:00:00", "b | s2 | 1 | 2024-05-31 12:30:00", "! 4:3", "! 5:3", "! 6:3", "! 7:3", "! 8:3"]),
        new("times.csv", "user,song,time\nu0,s0,1609459200\nu1,s1,1609459200000\nu2,s2,1609459200000000\nu3,s3,1609459200000000000\nu4,s4,2021-01-01T00:00:00Z\nu5,s5,2021-01-01T08:00:00+08:00\nu6,s6,2021-01-01T00:00:00+0000\nu7,s7,2021-01-01 00:00:00 UTC\nu8,s8,2021-01-01 00:00:00.000000\nu9,s9,2021-01-01T00:00:00.000000000Z\nu10,s10,1609459200.0\nu11,s11,1609459200.123\nu12,s12,2021/01/01\nu13,s13,01 Jan 2021 00:00\nu14,s14,\"01 Jan 2021, 00:00\"\nu15,s15,20210101\nu16,s16,20210101000000\nu17,s17,2021-01\nu18,s18,-1\nu19,s19,0\nu20,s20,2021-01-01T24:00:00\nu21,s21,1969-12-31T23:59:59Z\nu22,s22,202101\n", ["u0 | s0 | 1 | 2021-01-01 00:00:00", "u1 | s1 | 1 | 2021-01-01 00:00:00", "u2 | s2 | 1 | 2021-01-01 00:00:00", "u3 | s3 | 1 | 2021-01-01 00:00:00", "u4 | s4 | 1 | 2021-01-01 00:00:00", "u5 | s5 | 1 | 2021-01-01 00:00:00", "u6 | s6 | 1 | 2021-01-01 00:00:00", "u7 | s7 | 1 | 2021-01-01 00:00:00", "u8 | s8 | 1 | 2021-01-01 00:00:00", "u9 | s9 | 1 | 2021-01-01 00:00:00", "u10 | s10 | 1 | 2021-01-01 00:00:00", "u11 | s11 | 1 | 2021-01-01 00:00:00", "u12 | s12 | 1 | 2021-01-01 00:00:00", "u13 | s13 | 1 | 2021-01-01 00:00:00", "u14 | s14 | 1 | 2021-01-01 00:00:00", "u15 | s15 | 1 | 2021-01-01 00:00:00", "u16 | s16 | 1 | 2021-01-01 00:00:00", "u19 | s19 | 1 | -", "u20 | s20 | 1 | 2021-01-02 00:00:00", "! 19:3", "! 20:3", "! 23:3", "! 24:3"]),
        new("cr-only.tsv", "user\tsong\ralice\ts1\rbob\ts2\r", ["alice | s1 | 1 | -", "bob | s2 | 1 | -"]),
        new("null-ids.csv", "user,song,artist\nNULL,s1,A\nnan,s2,nan\n,s3,B\n\\N,s4,\\N\nNone,s5,None\n", ["refused: has no usable row (5 read). The first problem is on line 2, column 1: the user 'NULL' marks a missing value."]),
    ];

    /// <summary>Further forms of tables from public reports, with made-up contents.</summary>
    public static TableCase[] OfReports { get; } =
    [
        new("GroupLens, u.data: no header, tabs (tensorflow/agents #559)", "196\t242\t3\t881250949\n186\t302\t3\t891717742\n", ["186 | 302 | 3 | 1998-04-04 19:22:22", "196 | 242 | 3 | 1997-12-04 15:55:49"]),
        new("GroupLens, ratings.csv", "userId,movieId,rating,timestamp\n1,1,4.0,964982703\n1,3,0.5,964981247\n", ["1 | 1 | 1 | 2000-07-30 18:45:03", "1 | 3 | 1 | 2000-07-30 18:20:47", "skipped rating"]),
        new("GroupLens, movies with a colon between double colons (PowerGraph #172)", "user::title\n1::Ace Ventura: When Nature Calls (1995)\n2::Heat (1995)\n", ["1 | Ace Ventura: When Nature Calls (1995) | 1 | -", "2 | Heat (1995) | 1 | -"]),
        new("RecBole: an .inter file with blanks (RecBole #2000)", "user_id:token item_id:token timestamp:float\na x 1700000000\nb y 1700000001.0\n", ["a | x | 1 | 2023-11-14 22:13:20", "b | y | 1 | 2023-11-14 22:13:21"]),
        new("Last.fm 360K with its names: quotes within a table of tabs", "user_id\tartist_mbid\tartist_name\tplays\nu1\t\tbetty blowtorch\t2137\nu1\tf2fb0ff0\t\"weird al\" yankovic\t1099\nu2\tf2fb0ff0\t\"Heroes\t3\n", ["u1 | betty blowtorch | 2137 | -", "u1 | \"weird al\" yankovic | 1099 | -", "u2 | \"Heroes | 3 | -", "skipped artist_mbid"]),
        new("ghan.nl export (maloja #382): a title with a comma and a quote", "uts,utc_time,artist,artist_mbid,album,album_mbid,track,track_mbid\n\"1270468794\",\"05 Apr 2010, 11:59\",\"Zion I\",\"\",\"\",\"\",\"Temperature, \"\"Live\"\"\",\"\"\n", ["me | Temperature, \"Live\" by Zion I | 1 | 2010-04-05 11:59:54", "skipped utc_time", "skipped artist_mbid", "skipped album", "skipped album_mbid", "skipped track_mbid"]),
        new("Last.fm Scrubbler: only a date in words", "Artist,Album,Track,Date\nM83,\"Hurry Up, We're Dreaming\",Midnight City,\"05 Apr 2010, 11:59\"\n", ["me | Midnight City by M83 | 1 | 2010-04-05 11:59:00", "skipped Album"]),
        new("Last.fm Scrubbler #112: day and month are not told apart", "Artist,Album,Track,Timestamp\nM83,\"Hurry Up,We're Dreaming\",Midnight City,26/02/2019 08:34:33 +00:00\nM83,x,Wait,2019-02-26 08:34:33 +00:00\n", ["me | Wait by M83 | 1 | 2019-02-26 08:34:33", "! 2:4", "skipped Album"]),
        new("Exportify (CSVMusic #43)", "\"Track URI\",\"Track Name\",\"Artist URI(s)\",\"Artist Name(s)\",\"Album Name\",\"Explicit\",\"Added By\",\"Added At\"\n\"spotify:track:7k\",\"Tusa\",\"spotify:artist:7\",\"KAROL G, Nicki Minaj\",\"Tusa\",\"false\",\"spotify:user:\",\"2022-08-08T02:00:00Z\"\n", ["me | spotify:track:7k = Tusa by KAROL G, Nicki Minaj | 1 | 2022-08-08 02:00:00", "skipped Artist URI(s)", "skipped Album Name", "skipped Explicit", "skipped Added By"]),
        new("Exportify, the other form (pavelkomarov/exportify #36)", "Spotify ID,Artist IDs,Track Name,Artist Name(s),Added At,Energy\n4CQw,\"29Wm\",Alabaster,\"All Them Witches\",2022-08-15T02:00:00Z,0.887\n", ["me | 4CQw = Alabaster by All Them Witches | 1 | 2022-08-15 02:00:00", "skipped Energy"]),
        new("Spotify account data as a table", "endTime,artistName,trackName,msPlayed\n2020-01-05 10:31,Adele,Hello,295502\n2020-01-05 10:40,Lionel Richie,Hello,1000\n", ["me | Hello - Adele = Hello by Adele | 1 | 2020-01-05 10:31:00", "me | Hello - Lionel Richie = Hello by Lionel Richie | 1 | 2020-01-05 10:40:00"]),
        new("KKBox on Kaggle", "msno,song_id,source_system_tab,target\nFGtllVqz18RPiwJj=,BBzumQNX=,explore,1\nXumu+NIjS6QYVxDS=,bhp/MpSN=,my library,1\n", ["FGtllVqz18RPiwJj= | BBzumQNX= | 1 | -", "Xumu+NIjS6QYVxDS= | bhp/MpSN= | 1 | -", "skipped source_system_tab", "skipped target"]),
        new("RetailRocket on Kaggle: milliseconds first", "timestamp,visitorid,event,itemid,transactionid\n1433221332117,257597,view,355908,\n1433224214164,992329,view,248676,\n", ["257597 | 355908 | 1 | 2015-06-02 05:02:12", "992329 | 248676 | 1 | 2015-06-02 05:50:14", "skipped event", "skipped transactionid"]),
        new("Gowalla: no header, the third column is a time", "0\t22847\t2010-10-19T23:55:27Z\n0\t420315\t2010-10-18T22:17:43Z\n", ["0 | 22847 | 1 | 2010-10-19 23:55:27", "0 | 420315 | 1 | 2010-10-18 22:17:43"]),
        new("KONECT: comments with a percent sign", "% bip weighted\n% 3 2 2\n1 10 3 1200000000\n2 11 4 1200000001\n", ["1 | 10 | 3 | 2008-01-10 21:20:00", "2 | 11 | 4 | 2008-01-10 21:20:01"]),
        new("numpy.savetxt: a header behind a mark", "# user item count\n1 10 3\n2 11 4\n", ["1 | 10 | 3 | -", "2 | 11 | 4 | -"]),
        new("pandas.to_csv: a column of row numbers without a name", "\ufeff,user,song,count\n0,alice,Yellow,3\n1,bob,Clocks,2\n", ["alice | Yellow | 3 | -", "bob | Clocks | 2 | -", "skipped column 1"]),
        new("R, write.table: row names, for which the header has no name", "\"user\" \"song\" \"count\"\n\"1\" \"alice\" \"Hey Jude\" 3\n\"2\" \"bob\" \"Yellow\" 2\n", ["alice | Hey Jude | 3 | -", "bob | Yellow | 2 | -"]),
        new("R, write.csv2", "\"user\";\"song\";\"count\"\n\"alice\";\"Hey, Jude\";3\n\"bob\";\"Yellow\";2\n", ["alice | Hey, Jude | 3 | -", "bob | Yellow | 2 | -"]),
        new("Spark: quotes behind a backslash (cudf #11984, sparklyr #374)", "user,song,count\nalice,\"12\\\" mix\",3\nbob,\"say \\\"hi\\\", \\\"ok\\\"\",2\ncarol,\"6\\\"\",1\n", ["alice | 12\" mix | 3 | -", "bob | say \"hi\", \"ok\" | 2 | -", "carol | 6\" | 1 | -"]),
        new("Excel: the statement of a separator (csvkit, fast-excel #327), rows ended with separators", "\"sep=;\"\nuser;song;count;;\na;s;1;;\nb;t;2;;\n", ["a | s | 1 | -", "b | t | 2 | -", "skipped column 4", "skipped column 5"]),
        new("Excel: the statement of a tab (csharp-csv-reader #28)", "sep=\\t\nuser\tsong\na\tb\n", ["a | b | 1 | -"]),
        new("Excel on a Mac: lines ended by CR (CsvHelper #4, Sylvan #198)", "user,song,count\ra,\"x\ry\",3\rb,t,2\r", ["a | x\ry | 3 | -", "b | t | 2 | -"]),
        new("A quote that is not closed (csvw #52, turicreate #1692)", "user,song,count\na,\"Heroes,1\nb,Last,2\nc,Other,3\n", ["b | Last | 2 | -", "c | Other | 3 | -", "! 2:1"]),
        new("A quote that is not closed, and another one behind it (CsvHelper #308)", "user,song,count\na,Yellow,1\nb,\"CARRS\n\"\",2\nc,Other,3\nd,\"x, y\",4\n", ["a | Yellow | 1 | -", "c | Other | 3 | -", "d | x, y | 4 | -", "! 3:1", "! 4:1"]),
        new("A quote that another row seems to close", "user,song,count\na,\"Heroes,1\nb,Last,2\nc,the 12\",3\nd,x,4\n", ["b | Last | 2 | -", "c | the 12\" | 3 | -", "d | x | 4 | -", "! 2:1"]),
        new("TheSession (#11): quotes within quotes", "user,song,count\na,\"Bonnie Ship \"The Diamond\", The\",1\nb,Sunny Day,2\n", ["b | Sunny Day | 2 | -", "! 2:1"]),
        new("Files that were joined, each with a header and a mark", "user,song\nalice,s1\nuser,song\nbob,s2\n\ufeffuser,song\ncarol,s3\n", ["alice | s1 | 1 | -", "bob | s2 | 1 | -", "carol | s3 | 1 | -"]),
        new("Joined files without a header", "alice,s1\n\ufeffalice,s2\nalice,s3\n", ["alice | s1 | 1 | -", "alice | s2 | 1 | -", "alice | s3 | 1 | -"]),
        new("A name with a comma in a table of semicolons; a name with a bar in a table of commas", "user;song\na;Hello, World\nb;Wait, What, Who\n", ["a | Hello, World | 1 | -", "b | Wait, What, Who | 1 | -"]),
        new("SQL: zero, NULL and zero dates (mysql -B)", "user\tsong\tartist\tcount\ttime\n1\t10\tNULL\tNULL\t0\n2\t11\t\\N\t4\t0000-00-00 00:00:00\n3\t12\tA\t4\tNULL\n", ["1 | 10 | 1 | -", "3 | 12 by A | 4 | -", "! 3:5"]),
        new("Seconds with an exponent, as pandas writes floats; JavaScript, Python and Go times", "user,song,time\na,s,1.38767e+09\nb,s,2024-05-31 12:30:00.123456+00:00\nc,s,2024-05-31T12:30:00.123Z\nd,s,2024-05-31 12:30:00 +0000 UTC\ne,s,\"Fri, 31 May 2024 12:30:00 GMT\"\nf,s,Fri May 31 12:30:00 +0000 2024\ng,s,\"May 31, 2024, 12:30 PM\"\nh,s,2024/5/31 12:30\ni,s,2024053112\nj,s,631152000\n", ["a | s | 1 | 2013-12-21 23:53:20", "b | s | 1 | 2024-05-31 12:30:00", "c | s | 1 | 2024-05-31 12:30:00", "d | s | 1 | 2024-05-31 12:30:00", "e | s | 1 | 2024-05-31 12:30:00", "f | s | 1 | 2024-05-31 12:30:00", "g | s | 1 | 2024-05-31 12:30:00", "h | s | 1 | 2024-05-31 12:30:00", "! 10:3", "! 11:3"]),
        new("Marks of comments at the beginning of names, and comments among rows", "user,song,count\n#1 fan,Yellow,3\n# bob,Clocks,2\n#end\n//,Yellow,1\n", ["#1 fan | Yellow | 3 | -", "// | Yellow | 1 | -"]),
        new("Titles of several artists", "user,artist,title\na,Adele,Hello\nb,Lionel Richie,Hello\nb,Adele,Skyfall\nc,,Hello\n", ["a | Hello - Adele = Hello by Adele | 1 | -", "b | Hello - Lionel Richie = Hello by Lionel Richie | 1 | -", "b | Skyfall by Adele | 1 | -", "c | Hello | 1 | -"]),
        new("Markdown: bars at the ends, and a line below the header", "| user | song |\n|:---|---|\n| alice | Hey Jude |\n| bob | --- |\n", ["alice | Hey Jude | 1 | -", "bob | --- | 1 | -", "skipped column 1", "skipped column 4"]),
        new("A log of plays: each row is a play", "user,song,timestamp\nalice,Hello,1700000000\nalice,Hello,1700000100\nalice,Hello,1700000200\nbob,Hello,1700000300\n", ["alice | Hello | 3 | 2023-11-14 22:16:40", "bob | Hello | 1 | 2023-11-14 22:18:20"]),
        new("Counts of 1 add up as others do", "user,song,plays\nalice,Hello,1\nalice,Hello,1\nbob,Hello,1\n", ["alice | Hello | 2 | -", "bob | Hello | 1 | -"]),
        new("Pairs alone count once", "user,song\nalice,Hello\nalice,Hello\n", ["alice | Hello | 1 | -"]),
        new("pandas: integers of a column with missing values", "user,song,count\n1001.0,186016.0,2.0\n1002.0,186017.0,\n", ["1001 | 186016 | 2 | -", "1002 | 186017 | 1 | -"]),
        new("Excel: ids that were rounded, and errors", "user,song\na,1.90137E+12\nb,#NAME?\nc,7\n", ["c | 7 | 1 | -", "! 2:2", "! 3:2"]),
        new("Lists in a cell", "user_id,item_ids\n1,\"[10, 20, 30]\"\n2,11\n", ["2 | 11 | 1 | -", "! 2:2"]),
        new("Last.fm tools: the number of the row, and of the track", "N,Artist,Track,Track #,Date\n3,M83,Wait,7,2019-02-26 08:34:33\n2,M83,Wait,7,2019-02-25 08:34:33\n", ["me | Wait by M83 | 2 | 2019-02-26 08:34:33", "skipped N", "skipped Track #"]),
        new("Apple: names of columns of two words", "Track Name,Last Played Date,Artist Name\nHello,2021-01-01 10:00:00,Adele\nYellow,2021-01-02 10:00:00,Coldplay\n", ["me | Hello by Adele | 1 | 2021-01-01 10:00:00", "me | Yellow by Coldplay | 1 | 2021-01-02 10:00:00"]),
        new("Digits of other scripts are names", "user\tsong\n１\tA\n٣\tB\n", ["１ | A | 1 | -", "٣ | B | 1 | -"]),
        new("Chinese names of columns", "用户,歌曲名称,歌手\n甲,夜曲,周杰伦\n乙,Hello,Adele\n", ["甲 | 夜曲 by 周杰伦 | 1 | -", "乙 | Hello by Adele | 1 | -"]),
        new("Ids and titles", "user_id,song_id,title,artist_id,artist_name,listen_count\n1,100,Hello,7,Adele,3\n2,101,Hello,8,Lionel Richie,2\n", ["1 | 100 = Hello by Adele | 3 | -", "2 | 101 = Hello by Lionel Richie | 2 | -"]),
    ];
}
