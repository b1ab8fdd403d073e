using Carousel.Tasks.Portable;

namespace Carousel.Tasks.Anomalies.Channels;

/// <summary>A detector of channels as it leaves Carousel: what it expects of each channel in the present row, from those before.</summary>
internal static class ChannelPortable
{
    /// <summary>The network and what it reads.</summary>
    public static PortableDesign Design(ChannelNetwork network) => network is ChannelForecastNetwork forecast
        ? new PortableDesign(
            $"what is expected of {string.Join(", ", network.Design.Channels)} in the present row, and how far off a row may be",
            [PortableMember.Of(forecast.Reader, forecast.Output)],
            PortableInput.OfValues(
            [
                .. network.Design.Channels.Select((name, c) => Value(network.Design, c, $"{name}, the row before") with { Source = new PortableSource(PortableSourceKind.Value, name) { Back = 1 } }),
                .. CalendarPhase.Names.Zip(CalendarPhase.Sources, (name, source) => new PortableValue(name) { Source = source }),
            ]),
            new PortableAnswer(
                PortableFunction.None,
                [
                    .. network.Design.Channels.SelectMany((name, c) => new[]
                    {
                        Value(network.Design, c, name), new PortableValue($"{name}: ln(1 + e^v) + 0.0001 is its deviation"), new PortableValue($"{name}: 2 + ln(1 + e^v) are its degrees of freedom"),
                    }),
                ]))
        {
            Table = new PortableTable(network.Design.TimeName) { Piece = network.Design.Window },
        }
        : throw new NotPortableException("This detector rebuilds whole windows from a summary of all their rows, so it can't answer step by step; fit it with --score forecast.");

    private static PortableValue Value(ChannelDesign design, int channel, string name) => new(name)
    {
        Scaling = PortableScaling.InverseSine,
        Offset = design.Scales[channel].Center,
        Scale = design.Scales[channel].Scale,
    };
}
