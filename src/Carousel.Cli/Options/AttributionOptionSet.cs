using System.CommandLine;
using Carousel.Inspection.Looks;

namespace Carousel.Cli.Options;

/// <summary>How a score is traced back, and of which class.</summary>
internal sealed class AttributionOptionSet
{
    private readonly Option<AttributionMethod?> _method = OptionKinds.Choice(
        "--method", "Integrated gradients, or hiding steps. Default gradients.",
        ("gradients", AttributionMethod.Gradients), ("occlusion", AttributionMethod.Occlusion));

    private readonly Option<string?> _class = OptionKinds.Text(
        "--class", "NAME", "Class whose score is attributed. Default: the predicted class.");

    public OptionGroup Group => new("Attribution", [_method, _class]);

    /// <summary>What was asked for.</summary>
    /// <param name="result">The parsed command line.</param>
    /// <param name="most">How many sequences were asked for; null for the usual number.</param>
    public AttributionLookOptions Read(ParseResult result, int? most)
    {
        var usual = new AttributionLookOptions();
        return usual with
        {
            Method = result.GetValue(_method) ?? usual.Method,
            Class = result.GetValue(_class),
            MostSequences = most ?? usual.MostSequences,
        };
    }
}
