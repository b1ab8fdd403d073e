using System.CommandLine;
using Carousel.Inspection.Traces;
using Carousel.Jobs.Inspecting;

namespace Carousel.Cli.Options;

/// <summary>Which states of a model are looked at.</summary>
internal sealed class StateOptionSet(string withoutLayer)
{
    private readonly Option<string?> _layer = OptionKinds.Text("--layer", "NAME", $"One recurrent layer alone, by its path in the model file or its number from 1. Default: {withoutLayer}.");
    private readonly Option<TraceQuantity?> _state =
        OptionKinds.Choice("--state", "Hidden or cell states. Default hidden.", ("hidden", TraceQuantity.Hidden), ("cell", TraceQuantity.Cell));

    public IReadOnlyList<Option> Options => [_layer, _state];

    /// <summary>The choice.</summary>
    public StateChoice Read(ParseResult result) => new() { Layer = result.GetValue(_layer), IsCell = result.GetValue(_state) == TraceQuantity.Cell };
}
