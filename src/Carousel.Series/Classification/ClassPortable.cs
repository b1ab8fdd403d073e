using Carousel.Autograd;
using Carousel.Jobs.Portable;
using Carousel.Networks;

namespace Carousel.Classification;

/// <summary>An exported classifier: the probability of each class, given the steps so far.</summary>
internal static class ClassPortable
{
    /// <summary>The networks, and the inputs of a step.</summary>
    /// <param name="model">The networks.</param>
    /// <param name="origin">How their scores become probabilities.</param>
    /// <param name="baseline">The baseline inside, or null.</param>
    /// <exception cref="NotPortableException">There is one, or the networks cannot run step by step.</exception>
    public static PortableDesign Design(ClassModel model, ClassOrigin origin, InnerBaseline? baseline)
    {
        ClassEncoder encoder = model.Encoder;
        Require(encoder.Design, baseline, causal: true);
        return new PortableDesign(
            "the probability of each class of a sequence", [.. model.Members.Select(m => PortableMember.Of(m.Steps))],
            Input(encoder), PortableAnswer.Classes(encoder.Labels.Entries) with
            {
                Temperature = origin.Temperature,
                Spread = origin.Spread,
            })
        {
            Table = Table(encoder.Design),
        };
    }

    /// <summary>
    /// The classifier as a graph: the probability of each class of whole sequences, averaged over the networks and
    /// joined with the fixed features.
    /// </summary>
    /// <param name="model">The networks.</param>
    /// <param name="origin">How their scores become probabilities.</param>
    /// <param name="baseline">The baseline inside, or null.</param>
    /// <exception cref="NotPortableException">The baseline reads texts or recordings.</exception>
    public static ModelGraph Graph(ClassModel model, ClassOrigin origin, InnerBaseline? baseline)
    {
        if (model.Encoder.Symbols is not null || model.Encoder.Design.Sound is not null)
        {
            Require(model.Encoder.Design, baseline, causal: false);
        }

        return new(ModelGraph.Whole, "the probability of each class of a sequence", graph =>
        {
            ClassEncoder encoder = model.Encoder;
            PortableInput meaning = Input(encoder);
            GraphValue input = encoder.Symbols is null
                ? graph.Numbers("input", GraphAxis.Sequences, meaning)
                : graph.Symbols("symbols", GraphAxis.Sequences, meaning);
            GraphValue lengths = graph.Lengths("lengths", input);
            if (Table(encoder.Design) is { } table)
            {
                graph.Note(table);
            }

            GraphValue Networks()
            {
                GraphValue mean = graph.Mean(
                    [.. model.Members.Select(m => graph.Softmax(m.Draw(graph, input, lengths), origin.Temperature))]);
                return origin.Spread == 0 ? mean : graph.Scale(
                    mean, [(float)(1 - origin.Spread)], [(float)origin.Spread / encoder.Labels.Count]);
            }

            graph.Output(
                "probabilities",
                baseline is { Baseline: ConvolutionBaseline convolutions }
                    ? baseline.Answer.Draw(
                        graph, graph.Score(
                            convolutions.Fixed, graph.Slice(input, 0, encoder.Design.Channels.Count), lengths),
                        Networks)
                    : Networks(),
                new PortableAnswer(
                    PortableFunction.None, [.. encoder.Labels.Entries.Select(n => new PortableValue(n))]));
        });
    }

    /// <summary>Refuses what only Carousel computes.</summary>
    /// <param name="design">The networks.</param>
    /// <param name="baseline">The baseline inside, or null.</param>
    /// <param name="causal">Whether the classifier must also run step by step.</param>
    /// <exception cref="NotPortableException">It has a baseline, or cannot run step by step.</exception>
    private static void Require(ClassDesign design, InnerBaseline? baseline, bool causal) => NotPortable.Require(
        "This classifier", null,
        (baseline is not null, $"with {{Baseline}} none (its answers come from {baseline?.Baseline.Title}"
            + $"{(baseline?.Baseline is ConvolutionBaseline ? ", which only ONNX exports" : "")})"),
        (causal && design.Cell.Bidirectional, "with {IsCausal} (it reads from both ends)"),
        (causal && !design.Cell.Bidirectional && design.Pooling == PoolingKind.Attention,
            "with another Pooling (attention needs all steps)"));

    private static PortableInput Input(ClassEncoder encoder)
    {
        ClassDesign design = encoder.Design;
        return encoder.Symbols is { } symbols
            ? PortableInput.OfSymbols("word", symbols.Entries, PortableUnits.SmallWords)
            : PortableInput.OfValues(
            [
                .. design.Channels.Select((name, c) => Value(name, PortableSourceKind.Value, name, encoder.Scales[c])),
                .. design.Channels.Take(design.Differences ? design.Channels.Count : 0).Select((name, c) => Value(
                    $"{name}, less the step before", PortableSourceKind.Change, name,
                    encoder.Scales[design.Channels.Count + c])),
                .. design.Channels.Take(design.Flags ? design.Channels.Count : 0).Select(name => Value(
                    $"{name} is missing", PortableSourceKind.Missing, name, new ChannelScale(0, 1))),
            ]);
    }

    /// <summary>How rows become steps; null of texts and of recordings, whose channels are spectra.</summary>
    private static PortableTable? Table(ClassDesign design) =>
        design.Input == ClassInput.Numbers ? new PortableTable(null) : null;

    private static PortableValue Value(string name, PortableSourceKind kind, string channel, ChannelScale scale) =>
        new(name) { Offset = scale.Mean, Scale = scale.Scale, Source = new PortableSource(kind, channel) };
}
