using System.Globalization;
using Carousel.Cli;
using Carousel.Cli.Errors;
using Carousel.Laboratory.Experiments;
using Carousel.Laboratory.Running;

namespace Carousel.Lab;

/// <summary>Keeps each row as soon as it is complete, and knows those that an earlier run kept.</summary>
internal sealed class LaboratoryFiles
{
    /// <summary>The file of results, a row on each line.</summary>
    public const string ResultsName = "results.jsonl";

    private readonly string? _file;
    private readonly IReadOnlyList<LaboratoryJob> _jobs;
    private readonly List<RowResult> _known = [];

    /// <summary>Opens the file.</summary>
    /// <param name="folder">Where it is, or null for none.</param>
    /// <param name="resume">Whether what is in it counts; otherwise it is put aside, and a new one begins.</param>
    /// <param name="jobs">The rows of this run.</param>
    /// <param name="options">How they are run.</param>
    /// <exception cref="UsageException">The file can't be used.</exception>
    public LaboratoryFiles(
        OutputFolder? folder, bool resume, IReadOnlyList<LaboratoryJob> jobs, LaboratoryOptions options)
    {
        (_file, _jobs) = (folder?.File(ResultsName), jobs);
        if (_file is null)
        {
            return;
        }

        if (Directory.Exists(_file))
        {
            throw new UsageException(
                $"The results can't be written to {_file}: a folder of that name is there. Name another output folder "
                + $"with --out.");
        }

        try
        {
            if (!File.Exists(_file))
            {
                return;
            }

            if (resume)
            {
                Read(_file, options);
            }
            else
            {
                Aside = PutAside(_file);
            }
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new UsageException(
                $"The results of an earlier run, {_file}, can't be used: {exception.Message.TrimEnd('.')}. Name "
                + $"another output folder with --out.");
        }
    }

    /// <summary>Where the results of an earlier run were moved, or null if there was no earlier run.</summary>
    public string? Aside { get; }

    /// <summary>Rows that an earlier run kept.</summary>
    public IReadOnlyList<RowResult> Known => _known;

    /// <summary>Whether rows are kept.</summary>
    public bool IsKept => _file is not null;

    /// <summary>Whether a row is known already.</summary>
    public bool Has(LaboratoryJob job) => _known.Any(k => k.Row == job.Row);

    /// <summary>Keeps a row.</summary>
    public void Keep(RowResult result)
    {
        if (_file is not null)
        {
            File.AppendAllText(_file, ResultLine.Write(result) + "\n");
        }
    }

    /// <summary>The known rows and new ones by experiment, in the order of the jobs.</summary>
    public IReadOnlyList<ExperimentResult> Join(IReadOnlyList<RowResult> fresh)
    {
        RowResult[] all = [.. _known, .. fresh];
        return
        [
            .. _jobs.GroupBy(j => j.Experiment)
                .Select(
                    g =>
                        new ExperimentResult(
                            g.Key, [.. g.Select(j => all.FirstOrDefault(r => r.Row == j.Row)).OfType<RowResult>()]))
                .Where(r => r.Rows.Count > 0),
        ];
    }

    private void Read(string file, LaboratoryOptions options)
    {
        Experiment[] experiments = [.. _jobs.Select(j => j.Experiment).Distinct()];
        int number = 0;
        foreach (string line in File.ReadLines(file))
        {
            number++;
            if (Read(file, number, line, experiments) is { IsComplete: true } result && IsAsked(result, options)
                && !_known.Any(k => k.Row == result.Row))
            {
                _known.Add(result);
            }
        }

        // A run that was killed may have left half a line, which the next would be appended to.
        if (!EndsWithLine(file))
        {
            File.AppendAllText(file, "\n");
        }
    }

    private static RowResult? Read(string file, int number, string line, Experiment[] experiments)
    {
        try
        {
            return ResultLine.Read(line, experiments);
        }
        catch (InvalidDataException exception)
        {
            throw new UsageException(
                $"Line {number} of {file} is not a result of a run. {exception.Message} Remove the line, or "
                + $"name another output folder with --out.");
        }
    }

    // Rows may have taken days: they are never deleted.
    private static string? PutAside(string file)
    {
        if (new FileInfo(file).Length == 0)
        {
            return null;
        }

        int number = 1;
        string aside;
        do
        {
            aside = Path.ChangeExtension(file, string.Create(CultureInfo.InvariantCulture, $"{number++}.jsonl"));
        }
        while (Path.Exists(aside));

        File.Move(file, aside);
        return aside;
    }

    private bool IsAsked(RowResult result, LaboratoryOptions options) =>
        result.Seed == options.Seed && result.TrialsAsked == options.TrialsOf(result.Row)
            && result.Budget == options.BudgetOf(result.Row) && _jobs.Any(j => j.Row == result.Row);

    private static bool EndsWithLine(string file)
    {
        using FileStream stream = File.OpenRead(file);
        if (stream.Length == 0)
        {
            return true;
        }

        stream.Seek(-1, SeekOrigin.End);
        return stream.ReadByte() == '\n';
    }
}
