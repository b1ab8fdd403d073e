using System.CommandLine;
using Carousel.Cli.Errors;

namespace Carousel.Cli.Options;

/// <summary>Whether series or groups are fitted each alone, and where.</summary>
internal sealed class EachOptionSet
{
    private readonly Option<bool> _each = OptionKinds.Switch(
        "--each", "A model for each series, fitted on it alone; series are told apart by --id, or stand one a row.");

    private readonly Option<string?> _of = OptionKinds.Text(
        "--each-of", "COLUMN", "A model for each group: the rows with one value of this column.");

    /// <summary>The options under their heading.</summary>
    public OptionGroup Group => new("Each series alone", [_each, _of, .. Cluster.Options]);

    /// <summary>Where the fits are done.</summary>
    public ClusterOptionSet Cluster { get; } = new();

    /// <summary>The options that no single fit has.</summary>
    public IReadOnlyList<Option> Own => Group.Options;

    /// <summary>Whether a model for each series or group is asked for.</summary>
    /// <param name="result">The parsed command line.</param>
    /// <param name="column">The column of groups; null for series.</param>
    /// <exception cref="UsageException">Options contradict each other.</exception>
    public bool IsAsked(ParseResult result, out string? column)
    {
        column = result.GetValue(_of);
        bool isEach = result.GetValue(_each), isOf = column is not null;
        return isEach && isOf
            ? throw new UsageException("--each and --each-of exclude each other: pass one of them.")
            : isEach || isOf || Cluster.Read(result) is null
            ? isEach || isOf
            : throw new UsageException(
                "--broker and --store send the fits of --each or --each-of: pass one of these, too.");
    }
}
