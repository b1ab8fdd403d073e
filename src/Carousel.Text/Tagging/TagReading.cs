using Carousel.Execution;
using Carousel.Jobs;
using Carousel.Jobs.Text;

namespace Carousel.Tagging;

/// <summary>Teaches a network on plain text before it learns labels.</summary>
internal static class TagReading
{
    /// <summary>Trains.</summary>
    /// <param name="fitting">Begins and trains.</param>
    /// <param name="plan">What was asked for.</param>
    /// <param name="parts">What the network knows, words of the text among it.</param>
    /// <param name="text">The text.</param>
    /// <param name="setVectors">Gives a network the vectors of words, where there are any.</param>
    /// <returns>What the networks begin with.</returns>
    public static float[][] Run(
        JobFitting fitting, TagPlan plan, TagParts parts, PlainText text, Action<TagNetwork> setVectors)
    {
        if (!fitting.IsFresh)
        {
            throw plan.Options.Wrong("{Text} gives the network its beginning, and so does {From}: leave one out.");
        }

        TagNetwork reader = parts.MakeNetwork();
        SentenceEncoder encoder = parts.MakeEncoder();
        List<EncodedSentence> lines = encoder.Encode([.. text.Lines.Select((l, i) => new TokenSentence(l, [], i + 1))]);
        var batch = new TagBatch(encoder, channels: 0);
        var hiding = new WordHiding(encoder, lines, parts.Design.WordDropout);
        var hidden = new CounterRandom(plan.Fit.Seed, CounterRandom.Purpose("words of text dropped"));
        TextReading.Run(
            fitting,
            new TextPlan(
                text.Name, plan.Options.TextEpochs, plan.Fit.Seed, $"{text.Fingerprint()}|{parts.ConfigurationJson}"),
            new NeighbourNetwork(
                reader, parts.Design.Cell.Hidden, parts.Design.Cell.Bidirectional,
                Math.Min(PlainText.SaidWords, parts.Vocabularies.Words.Count)),
            () => setVectors(reader), [.. lines.Select(l => l.Forms.Select(form => encoder.Words[form]).ToArray())],
            (tape, epoch, places) =>
            {
                batch.Fill([.. places.Select(p => lines[p])], hiding.Of(hidden, epoch, places));
                return (reader.Hidden(tape, batch), batch.Tokens);
            }, "labels");
        return TextReading.ValuesOf(reader.ReadingParameters);
    }
}
