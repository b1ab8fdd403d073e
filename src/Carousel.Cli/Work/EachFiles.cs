using Carousel.Cli.Commands;
using Carousel.Jobs;
using Carousel.Jobs.Each;
using Carousel.Jobs.Reading;
using Carousel.Storage;

namespace Carousel.Cli.Work;

/// <summary>What a fit for each of many series leaves in its folder.</summary>
internal sealed class EachFiles : IDisposable
{
    /// <summary>The table with a row for each series.</summary>
    public const string ScoresName = "each.csv";

    /// <summary>The folder of the models that were measured.</summary>
    public const string ModelsName = "models";

    /// <summary>The folder of the models that were trained once more on all rows.</summary>
    public const string LatestName = "latest";

    /// <summary>The folder of the rows of series that could not be fitted.</summary>
    public const string AsideName = "aside";

    private const string ModelEnding = ".safetensors";
    private const string LatestFile = "latest.safetensors";

    private readonly OutputFolder _folder;
    private readonly List<string> _notes = [];

    /// <summary>Makes the folder of pieces.</summary>
    /// <param name="folder">The output folder.</param>
    public EachFiles(OutputFolder folder)
    {
        (_folder, Pieces) = (folder, folder.File(".each"));
        Clear(Pieces);
        Clear(folder.File(AsideName));
        Directory.CreateDirectory(Pieces);
    }

    /// <summary>Sentences on the tables that were written.</summary>
    public IReadOnlyList<string> Notes => _notes;

    /// <summary>The folder of the files of single series, which goes at the end.</summary>
    public string Pieces { get; }

    /// <summary>Opens the log of what is done, and removes models of what is not wanted any more.</summary>
    /// <param name="wanted">The parts that may stay done.</param>
    public EachLog OpenLog(IReadOnlyList<EachPart> wanted)
    {
        HashSet<string> names = [.. wanted.Select(p => p.Name)];
        return EachLog.Open(_folder.File(JobFiles.EachName), (part, file) =>
        {
            bool isKept = names.Contains(part) && File.Exists(ModelOf(ModelsName, file));
            if (!isKept)
            {
                File.Delete(ModelOf(ModelsName, file));
                File.Delete(ModelOf(LatestName, file));
            }

            return isKept;
        });
    }

    /// <summary>Writes the models of a series.</summary>
    /// <param name="name">The name of its files.</param>
    /// <param name="packed">The models.</param>
    public void WriteModels(string name, byte[] packed)
    {
        foreach ((string folder, string model) in new[]
        {
            (LatestName, LatestFile), (ModelsName, JobFiles.ModelName),
        })
        {
            if (EachModels.Unpack(packed, model) is { } bytes)
            {
                Directory.CreateDirectory(_folder.File(folder));
                AtomicFile.Write(ModelOf(folder, name), stream => stream.Write(bytes));
            }
        }
    }

    /// <summary>Joins what came of all series: scores and forecasts in the order of the table.</summary>
    /// <param name="parts">The series.</param>
    /// <param name="log">What is done.</param>
    /// <param name="faults">Why the others are not.</param>
    /// <param name="table">The name of the table of forecasts.</param>
    /// <param name="isGrouped">Whether rows begin with the name of their group, for they do not name it.</param>
    /// <returns>The scores.</returns>
    public EachScores Join(
        IReadOnlyList<EachPart> parts, EachLog log, Dictionary<string, string> faults, string table, bool isGrouped)
    {
        var scores = new EachScores("mase");
        Write(JobFile.OfLines(table, text =>
        {
            foreach (EachPart part in parts.Where(p => log.Has(p.Name)))
            {
                EachAnswer answer = log.Read(part.Name).Answer;
                EachTable.Append(text, answer.Table, scores.Count == 0, isGrouped ? part.Piece.Key : null);
                scores.Add(part.Piece.Key, answer);
            }
        }));
        Write(scores.ToFile(ScoresName, parts.Select(p => (
            p.Piece.Key, $"{ModelsName}/{p.Piece.Name}{ModelEnding}", faults.GetValueOrDefault(p.Piece.Key)))));
        log.Sort(parts.Select(p => p.Name));
        foreach (EachPart part in parts.Where(p => faults.ContainsKey(p.Piece.Key)))
        {
            Directory.CreateDirectory(_folder.File(AsideName));
            File.Move(part.Piece.Path, Path.Combine(_folder.File(AsideName), Path.GetFileName(part.Piece.Path)));
        }

        return scores;
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        Clear(Pieces);
        string log = _folder.File(JobFiles.EachName);
        if (File.Exists(log) && new FileInfo(log).Length == 0)
        {
            File.Delete(log);
        }
    }

    private void Write(JobFile file)
    {
        int marked = 0;
        AtomicFile.Write(_folder.File(file.Name), stream => marked = file.WriteForSpreadsheets(stream));
        if (marked > 0)
        {
            _notes.Add(SpreadsheetCell.Note(marked, file.Name));
        }
    }

    private string ModelOf(string folder, string name) => Path.Combine(_folder.File(folder), $"{name}{ModelEnding}");

    // Files of ours alone: what else lies there stays.
    private static void Clear(string folder)
    {
        if (Directory.Exists(folder))
        {
            foreach (string file in Directory.EnumerateFiles(folder, "*.csv"))
            {
                File.Delete(file);
            }

            if (!Directory.EnumerateFileSystemEntries(folder).Any())
            {
                Directory.Delete(folder);
            }
        }
    }
}
