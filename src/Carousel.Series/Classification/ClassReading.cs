using Carousel.Jobs;
using Carousel.Jobs.Text;

namespace Carousel.Classification;

/// <summary>Teaches a network on texts without their classes, before it learns these.</summary>
internal static class ClassReading
{
    /// <summary>Refuses what can't be read so.</summary>
    /// <param name="options">What the user asked for.</param>
    /// <param name="design">The networks.</param>
    /// <param name="data">The training data.</param>
    /// <exception cref="Jobs.Fitting.OptionException">It is for texts, and for one recurrent layer.</exception>
    public static void Require(ClassOptions options, ClassDesign design, ClassData data)
    {
        if (options.Pretrain == 0)
        {
            return;
        }

        if (!design.IsText)
        {
            throw options.Wrong($"{{Pretrain}} is for texts, and {data.Name} holds {data.Kind}.");
        }

        if (design.Cell.Layers > 1)
        {
            throw options.Wrong(
                "{Pretrain} teaches one recurrent layer to say the words beside a word, which a second one would have "
                + "seen: leave {Pretrain} or {Layers} out.");
        }
    }

    /// <summary>Trains.</summary>
    /// <param name="fitting">Begins and trains.</param>
    /// <param name="encoder">What a text is to a network.</param>
    /// <param name="samples">The texts.</param>
    /// <param name="plan">How often they are read.</param>
    /// <returns>What the networks begin with.</returns>
    public static float[][] Run(
        JobFitting fitting, ClassEncoder encoder, IReadOnlyList<EncodedSample> samples, TextPlan plan)
    {
        if (!fitting.IsFresh)
        {
            throw new ClassOptions().Wrong(
                "{Pretrain} gives the networks their beginning, and so does {From}: leave one out.");
        }

        ClassDesign design = encoder.Design;
        var reader = new ClassNetwork(
            design, encoder.Symbols!.Count, encoder.Characters?.Count ?? 0, encoder.Labels.Count);
        EncodedSample[] lines = [.. samples.SelectMany(Pieces).Where(piece => piece.Steps > 1)];
        var batch = new ClassBatch(design);
        TextReading.Run(
            fitting, plan,
            new NeighbourNetwork(
                reader, design.Cell.Hidden, design.Cell.Bidirectional,
                Math.Min(PlainText.SaidWords, encoder.Symbols.Count)),
            begun: null, [.. lines.Select(l => l.Values.Select(word => (int)word).ToArray())],
            (tape, _, places) =>
            {
                batch.Fill([.. places.Select(p => lines[p])]);
                return (reader.Hidden(tape, batch), batch.Sequences.Packing);
            }, "classes");
        return TextReading.ValuesOf(reader.ReadingParameters);
    }

    private static IEnumerable<EncodedSample> Pieces(EncodedSample sample)
    {
        const int longest = PlainText.LongestLine;
        for (int first = 0; first < sample.Steps; first += longest)
        {
            int last = Math.Min(first + longest, sample.Steps);
            yield return new EncodedSample(sample.Source, sample.Class, last - first, sample.Values[first..last])
            {
                Characters = sample.Characters.Length == 0 ? [] : sample.Characters[first..last],
            };
        }
    }
}
