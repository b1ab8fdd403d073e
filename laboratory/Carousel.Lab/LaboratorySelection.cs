using Carousel.Cli.Errors;
using Carousel.Jobs.Reading;
using Carousel.Laboratory.Experiments;
using Carousel.Laboratory.Running;

namespace Carousel.Lab;

/// <summary>Which rows are run.</summary>
/// <param name="IsAll">Whether all experiments are.</param>
/// <param name="Jobs">The rows.</param>
/// <param name="Left">Rows of the same experiment that are left for another time.</param>
internal sealed record LaboratorySelection(
    bool IsAll, IReadOnlyList<LaboratoryJob> Jobs, IReadOnlyList<ExperimentRow> Left)
{
    /// <summary>The name of all experiments.</summary>
    public const string All = "all";

    /// <summary>Where the names of all experiments and claims stand.</summary>
    public const string Overview = "See them all with: carousel-lab";

    /// <summary>Says that nothing has a name, and which name may be meant.</summary>
    /// <param name="what">What is missing, up to its name.</param>
    /// <param name="name">The name as it was written.</param>
    /// <param name="names">The names there are.</param>
    /// <param name="otherwise">What to do where none is near.</param>
    /// <returns>The exception to throw.</returns>
    public static UsageException NoSuch(string what, string name, string[] names, string otherwise) =>
        new($"{what} '{name}'. {(NearestName.Find(name, names) is { } near ? $"Did you mean '{near}'?" : otherwise)}");

    /// <summary>Finds the rows that a command line names.</summary>
    /// <param name="experiments">The experiments.</param>
    /// <param name="name">The experiment, or all.</param>
    /// <param name="rows">Rows by name; none for those of the default.</param>
    /// <param name="length">Rows by length, or null.</param>
    /// <param name="full">Whether the default is every row.</param>
    public static LaboratorySelection Find(
        IReadOnlyList<Experiment> experiments, string name, IReadOnlyList<string> rows, int? length, bool full)
    {
        if (name.Equals(All, StringComparison.OrdinalIgnoreCase))
        {
            return rows.Count > 0 || length is not null
                ? throw new UsageException(
                    $"{(rows.Count > 0 ? "--row" : "--length")} picks rows of one experiment. Name it instead "
                    + $"of {All}.")
                : new LaboratorySelection(
                    true, [.. experiments.SelectMany(e => e.Rows.Select(r => new LaboratoryJob(e, r)))], []);
        }

        string[] names = [.. experiments.Select(e => e.Name), All];
        Experiment experiment = experiments.FirstOrDefault(e => e.Name.Equals(name, StringComparison.OrdinalIgnoreCase))
            ?? throw NoSuch("carousel-lab has no experiment", name, names, Overview);
        ExperimentRow[] picked = [.. Pick(experiment, rows, length, full)];
        return new LaboratorySelection(
            false, [.. picked.Select(r => new LaboratoryJob(experiment, r))],
            rows.Count > 0 || length is not null ? [] : [.. experiment.Rows.Except(picked)]);
    }

    private static IEnumerable<ExperimentRow> Pick(
        Experiment experiment, IReadOnlyList<string> rows, int? length, bool full)
    {
        if (rows.Count > 0 && length is not null)
        {
            throw new UsageException("--row and --length exclude each other: pass one of them.");
        }

        if (rows.Count > 0)
        {
            return rows.Distinct(StringComparer.OrdinalIgnoreCase).Select(r => FindRow(experiment, r));
        }

        int[] lengths = [.. experiment.Rows.Select(r => r.Length).Where(l => l > 0).Distinct().Order()];
        if (length is { } wanted)
        {
            return lengths.Contains(wanted) ? experiment.Rows.Where(r => r.Length == wanted)
                : lengths.Length == 0
                    ? throw new UsageException($"The rows of {experiment.Name} have one length. Leave --length out.")
                    : throw new UsageException(
                        $"{experiment.Name} has no row of length {wanted}. Its lengths: {string.Join(", ", lengths)}.");
        }

        return experiment.Rows.Where(r => full || lengths.Length == 0 || r.Length == lengths[0]);
    }

    private static ExperimentRow FindRow(Experiment experiment, string name)
    {
        string[] names = [.. experiment.Rows.Select(r => r.Name)];
        return experiment.Rows.FirstOrDefault(r => r.Name.Equals(name, StringComparison.OrdinalIgnoreCase))
            ?? throw NoSuch($"{experiment.Name} has no row", name, names, $"Its rows: {string.Join(", ", names)}.");
    }
}
