using System.CommandLine;
using Carousel.Jobs.Inspecting.Traces;

namespace Carousel.Cli.Options;

/// <summary>What of a network is traced.</summary>
internal sealed class TraceOptionSet
{
    private readonly Option<string?> _layer = OptionKinds.Text("--layer", "NAME", "One recurrent layer alone, by its path in the model file or its number from 1. Default: all.");
    private readonly Option<int?> _from = OptionKinds.Whole("--from", "First step of each sequence that is looked at, from 0. Default 0.");
    private readonly Option<int?> _to = OptionKinds.Whole("--to", "The step after the last one. Default: the end of each sequence.");
    private readonly Option<bool> _all = OptionKinds.Switch("--all-traces", "Write all steps of all sequences to traces.csv, not the first two million values.");

    public OptionGroup Group => new("Traces", [_layer, _from, _to, _all]);

    /// <summary>What the options say.</summary>
    public TraceOptions Read(ParseResult result) => new()
    {
        Layer = result.GetValue(_layer),
        From = result.GetValue(_from) ?? 0,
        To = result.GetValue(_to),
        AllTraces = result.GetValue(_all),
    };
}
