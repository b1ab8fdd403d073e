using Carousel.Kernels.Sequences;
using Carousel.Tasks.Portable;

namespace Carousel.Tasks.Classification;

/// <summary>A classifier as it leaves Carousel: the probability of each class of what was read so far.</summary>
internal static class ClassPortable
{
    /// <summary>The networks, and what a step is.</summary>
    public static PortableDesign Design(ClassModel model, double temperature)
    {
        ClassEncoder encoder = model.Encoder;
        RequireCausal(encoder.Design);
        return new PortableDesign(
            "the probability of each class of a sequence", [.. model.Members.Select(m => PortableMember.Of(m.Steps))],
            Input(encoder), PortableAnswer.Classes(encoder.Labels.Entries, temperature))
        {
            Table = Table(encoder.Design),
        };
    }

    /// <summary>What a step is.</summary>
    public static PortableInput Input(ClassEncoder encoder) => encoder.Symbols is { } symbols
        ? (encoder.Design.Input == ClassInput.Characters
            ? PortableInput.OfSymbols("character", symbols.Entries, PortableUnits.SmallCharacters)
            : PortableInput.OfSymbols("word", symbols.Entries, PortableUnits.SmallWords))
        : PortableInput.OfValues(Values(encoder));

    /// <summary>How rows become steps; null of texts and of recordings, whose channels are spectra.</summary>
    public static PortableTable? Table(ClassDesign design) => design.Input == ClassInput.Numbers ? new PortableTable(null) : null;

    /// <summary>Sequences as the networks read them.</summary>
    public static IReadOnlyList<PortableSequence> Sequences(ClassEncoder encoder, IEnumerable<ClassSample> samples) =>
    [
        .. samples.Select(encoder.Encode).Where(s => s.Steps > 0)
            .Select(s => new PortableSequence(encoder.Design.IsText ? [.. s.Symbols.Select(n => (float)n)] : s.Features)),
    ];

    /// <summary>Refuses what does not step.</summary>
    /// <exception cref="NotPortableException">The classifier needs more than what was.</exception>
    public static void RequireCausal(ClassDesign design)
    {
        if (design.Cell.Bidirectional)
        {
            throw NotPortableException.BothDirections("This classifier", "fit it with --causal");
        }

        if (design.Pooling == PoolingKind.Attention)
        {
            throw new NotPortableException("This classifier weighs all steps by attention, which has to keep them all; fit it with --pooling mean, max or last.");
        }

        if (design.Input == ClassInput.Both || design.Bag)
        {
            throw new NotPortableException("This classifier reads the characters of words or a bag of words beside them; fit it with --input words or characters.");
        }
    }

    private static IEnumerable<PortableValue> Values(ClassEncoder encoder)
    {
        IReadOnlyList<string> channels = encoder.Design.Channels;
        IEnumerable<PortableValue> values = channels.Select((name, c) => Value(PortableSourceKind.Value, name, name, encoder.Scales[c]));
        if (encoder.Design.Differences)
        {
            values = values.Concat(channels.Select((name, c) => Value(PortableSourceKind.Change, name, $"{name}, less the step before", encoder.Scales[channels.Count + c])));
        }

        return encoder.Design.Flags ? values.Concat(channels.Select(name => new PortableValue($"{name} is missing") { Source = new PortableSource(PortableSourceKind.Missing, name) })) : values;
    }

    private static PortableValue Value(PortableSourceKind kind, string channel, string name, ChannelScale scale) =>
        new(name) { Offset = scale.Mean, Scale = scale.Scale, Source = new PortableSource(kind, channel) };
}
