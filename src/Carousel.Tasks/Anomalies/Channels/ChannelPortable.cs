using Carousel.Tasks.Graphs;
using Carousel.Tasks.Portable;

namespace Carousel.Tasks.Anomalies.Channels;

/// <summary>A detector of channels as it leaves Carousel: what it expects of each channel in the present row, from those before.</summary>
internal static class ChannelPortable
{
    /// <summary>The network and what it reads.</summary>
    public static PortableDesign Design(ChannelNetwork network) => network is ChannelForecastNetwork forecast
        ? new PortableDesign(
            Sentence(network.Design),
            [PortableMember.Of(forecast.Reader, forecast.Output)],
            Input(network.Design), Answer(network.Design))
        {
            Table = new PortableTable(network.Design.TimeName) { Piece = network.Design.Window },
        }
        : throw new NotPortableException("This detector rebuilds whole windows from a summary of all their rows, so it can't answer step by step; fit it with --score forecast.");

    /// <summary>The network as a graph.</summary>
    public static ModelGraph Graph(ChannelNetwork network) => network is ChannelForecastNetwork
        ? new ModelGraph(ModelGraph.Whole, Sentence(network.Design), graph =>
        {
            graph.Note(new PortableTable(network.Design.TimeName) { Piece = network.Design.Window });
            graph.Output("expectations", network.Draw(graph, graph.Numbers("input", GraphAxis.Sequences, Input(network.Design))), Answer(network.Design));
        })
        : new ModelGraph(ModelGraph.Whole, $"{string.Join(", ", network.Design.Channels)} of each row, rebuilt from a summary of the rows of a window", graph =>
        {
            graph.Note(new PortableTable(network.Design.TimeName) { Piece = network.Design.Window });
            PortableValue[] channels = [.. network.Design.Channels.Select((name, c) => Value(network.Design, c, name) with { Source = PortableSource.Of(name) })];
            GraphValue input = graph.Numbers("input", GraphAxis.Sequences, PortableInput.OfValues([.. channels, .. Places()]));
            graph.Output("rebuilt", network.Draw(graph, input), new PortableAnswer(PortableFunction.None, [.. channels.Select(c => c with { Source = null })]));
        });

    private static string Sentence(ChannelDesign design) => $"what is expected of {string.Join(", ", design.Channels)} in the present row, and how far off a row may be";

    private static PortableInput Input(ChannelDesign design) => PortableInput.OfValues(
        [
            .. design.Channels.Select((name, c) => Value(design, c, $"{name}, the row before") with { Source = new PortableSource(PortableSourceKind.Value, name) { Back = 1 } }),
            .. Places(),
        ]);

    private static PortableAnswer Answer(ChannelDesign design) => new PortableAnswer(
            PortableFunction.None,
            [
                .. design.Channels.SelectMany((name, c) => new[]
                {
                    Value(design, c, name), new PortableValue($"{name}: ln(1 + e^v) + 0.0001 is its deviation"), new PortableValue($"{name}: 2 + ln(1 + e^v) are its degrees of freedom"),
                }),
            ]);

    private static IEnumerable<PortableValue> Places() => CalendarPhase.Names.Zip(CalendarPhase.Sources, (name, source) => new PortableValue(name) { Source = source });

    private static PortableValue Value(ChannelDesign design, int channel, string name) => new(name)
    {
        Scaling = PortableScaling.InverseSine,
        Offset = design.Scales[channel].Center,
        Scale = design.Scales[channel].Scale,
    };
}
