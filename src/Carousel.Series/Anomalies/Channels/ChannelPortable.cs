using Carousel.Networks;

namespace Carousel.Anomalies;

/// <summary>
/// A detector of channels as it leaves Carousel: what it expects of each channel in the present row, from those before.
/// </summary>
/// <param name="network">The network.</param>
internal sealed class ChannelPortable(ChannelNetwork network)
{
    private readonly ChannelDesign _design = network.Design;

    /// <summary>The network and its inputs.</summary>
    public PortableDesign Design =>
        new(Sentence, [PortableMember.Of(network.Reader, network.Output)], Input, Answer) { Table = Table };

    /// <summary>The network as a graph.</summary>
    public ModelGraph Graph => new(ModelGraph.Whole, Sentence, graph =>
    {
        graph.Note(Table);
        GraphValue input = graph.Numbers("input", GraphAxis.Sequences, Input);
        graph.Output("expectations", graph.Apply(network.Output, graph.Read(network.Reader, input)), Answer);
    });

    private PortableTable Table => new(_design.TimeName) { Piece = _design.Window };

    // Programs have a column of this name, and not the counter itself.
    private IEnumerable<string> Names =>
        _design.Channels.Select((name, c) => _design.Rising?.Contains(c) == true ? $"rise of {name}" : name);

    private string Sentence =>
        $"what the network expects of {string.Join(", ", Names)} in the present row, and how far off a row may be, "
        + "without the level that the detector follows";

    private PortableInput Input => PortableInput.OfValues(
    [
        .. Names.Select((name, c) => Value(c, $"{name}, the row before") with
        {
            Source = new PortableSource(PortableSourceKind.Value, name) { Back = 1 },
        }),
        .. CalendarPhase.Names.Zip(
            CalendarPhase.Sources, (name, source) => new PortableValue(name) { Source = source }),
    ]);

    private PortableAnswer Answer => new(
        PortableFunction.None,
        [
            .. Names.SelectMany((name, c) => (PortableValue[])
            [
                Value(c, name), new($"{name}: ln(1 + e^v) + 0.0001 is its deviation"),
                new($"{name}: 2 + ln(1 + e^v) are its degrees of freedom"),
            ]),
        ]);

    private PortableValue Value(int channel, string name) => new(name)
    {
        Scaling = PortableScaling.InverseSine,
        Offset = _design.Scales[channel].Center,
        Scale = _design.Scales[channel].Scale,
    };
}
