using System.Globalization;
using ZetDard.Recommenders;

namespace ZetDard.Catalog;

// The plays: those of an export, which are by id, and those of others, which are an interaction file.
internal sealed partial class CatalogImporter
{
    // Only the files of an export are about ids below 0, and have one row for each user and song.
    private bool IsExportOfPlays(string path)
    {
        if (_ids is null)
        {
            return false;
        }

        using var lines = new TextLines(path, _options.Encoding, _cancellationToken);
        return lines.Read() && lines.Current.Span.SequenceEqual(CatalogExporter.PlaysHeader);
    }

    private async Task ExportedPlaysAsync(string path, CancellationToken cancellationToken)
    {
        using var file = Open(path, CatalogExporter.PlaysHeader.Split('\t'), 4);
        var plays = new List<Interaction<SongId>>();
        await RunAsync(path, file, () =>
        {
            if (!IsReadable(file) || Id<UserId>(file, 0) is not { } user || Id<SongId>(file, 1) is not { } song)
            {
                return false;
            }

            if (!float.TryParse(file.Field(2), NumberStyles.Float, CultureInfo.InvariantCulture, out var count)
                || count is not (> 0 and < float.PositiveInfinity))
            {
                return Skip(file, 2, "a number above 0");
            }

            if (!long.TryParse(file.Field(3), NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var time))
            {
                return Skip(file, 3, "Unix seconds");
            }

            plays.Add(new(user, song, count, time));
            return true;
        },
        () => plays.Clear(),
        () => Task.FromResult(new CatalogBatch { Plays = plays }), cancellationToken).ConfigureAwait(false);
    }

    private async Task PlaysAsync(string path, CancellationToken cancellationToken)
    {
        var name = Path.GetFileName(path);
        var quoted = FindQuotedNumbers(path);
        var file = await InteractionFile.ReadAsync<SongId>(
            path, new() { Strict = _options.Strict, MaxProblems = ImportReport.MaxProblems, Encoding = _options.Encoding },
            cancellationToken: cancellationToken).ConfigureAwait(false);
        foreach (var note in file.Notes)
        {
            _report.AddNote($"{name}: {note}");
        }

        if (file.SkippedColumns.Count > 0)
        {
            _report.AddNote($"{name}: Columns that were passed over: {string.Join(", ", file.SkippedColumns)}.");
        }

        foreach (var problem in file.Problems)
        {
            _report.Add(new(name, problem.Line, problem.Column, problem.Reason, RowSkipped: true));
        }

        _report.AddSkipped(file.ProblemCount - file.Problems.Count);
        _report.AddRows(name, file.RowCount - file.ProblemCount);
        var rowsBefore = _rowsRead;
        var done = 0L;
        var size = SizeOf(path);
        var count = (double)file.TrainingData.Interactions.Matrix.EntryCount;
        await CatalogFiles.ImportInteractionsAsync(_store, file, songOf: null, quoted, _options.RowsPerTransaction, committed: block =>
        {
            done += block;
            _rowsRead = rowsBefore + (long)(file.RowCount * (done / count));
            Report(name, (long)(size * (done / count)));
        }, cancellationToken).ConfigureAwait(false);
    }

    // The names of users and of songs that are numbers in quotes, which the reader of interactions does not distinguish from ids.
    // If the header is in quotes too, they are those of the table, not of names.
    private (HashSet<string> Users, HashSet<string> Songs) FindQuotedNumbers(string path)
    {
        HashSet<string>[] names = [[], []];
        ForEachField((column, field, _) =>
        {
            if (CatalogFiles.Unquoted(field) is var name && name.Length < field.Length)
            {
                names[column].Add(name);
            }
        });
        if (names[0].Count + names[1].Count > 0)
        {
            ForEachField((column, field, line) =>
            {
                if (names[column].Contains(field))
                {
                    throw new InvalidDataException(
                        $"{Path.GetFileName(path)}, line {line}: {field} is an id, but another row has it in quotes, as a name. Use other names, or ids only.");
                }
            });
        }

        return (names[0], names[1]);

        void ForEachField(Action<int, string, long> act)
        {
            using var lines = new TextLines(path, _options.Encoding, _cancellationToken);
            var header = lines.Read() ? lines.Current.ToString().Split('\t') : [];
            int[] columns = [Array.IndexOf(header, "user"), Array.IndexOf(header, "song")];
            while (lines.Read())
            {
                if (lines.IsInvalid)
                {
                    throw new InvalidDataException($"{lines.Name}, line {lines.Line}: {TextLines.NotUtf8}.");
                }

                var line = lines.Current.Span;
                if (names[0].Count + names[1].Count == 0 && !line.Contains('"'))
                {
                    continue;
                }

                var i = 0;
                foreach (var part in line.Split('\t'))
                {
                    if (Array.IndexOf(columns, i++) is >= 0 and var column && (line[part] is ['"', ..] || names[column].Count > 0))
                    {
                        act(column, line[part].ToString(), lines.Line);
                    }
                }
            }
        }
    }
}
