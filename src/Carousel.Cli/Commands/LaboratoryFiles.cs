using Carousel.Laboratory.Experiments;
using Carousel.Laboratory.Running;

namespace Carousel.Cli.Commands;

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
    /// <param name="resume">Whether what is in it counts; otherwise it begins empty.</param>
    /// <param name="jobs">The rows of this run.</param>
    /// <param name="options">How they are run.</param>
    public LaboratoryFiles(OutputFolder? folder, bool resume, IReadOnlyList<LaboratoryJob> jobs, LaboratoryOptions options)
    {
        (_file, _jobs) = (folder?.File(ResultsName), jobs);
        if (_file is null)
        {
            return;
        }

        if (resume && File.Exists(_file))
        {
            Experiment[] experiments = [.. jobs.Select(j => j.Experiment).Distinct()];
            foreach (string line in File.ReadLines(_file))
            {
                if (ResultLine.Read(line, experiments) is { IsComplete: true } result && IsAsked(result, options) && !_known.Any(k => k.Row == result.Row))
                {
                    _known.Add(result);
                }
            }

            // A run that was killed may have left half a line, which the next would be appended to.
            if (!EndsWithLine(_file))
            {
                File.AppendAllText(_file, "\n");
            }
        }
        else
        {
            File.Delete(_file);
        }
    }

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
                .Select(g => new ExperimentResult(g.Key, [.. g.Select(j => all.FirstOrDefault(r => r.Row == j.Row)).OfType<RowResult>()]))
                .Where(r => r.Rows.Count > 0),
        ];
    }

    private bool IsAsked(RowResult result, LaboratoryOptions options) =>
        result.Seed == options.Seed && result.TrialsAsked == options.TrialsOf(result.Row) && result.Budget == options.BudgetOf(result.Row) && _jobs.Any(j => j.Row == result.Row);

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
