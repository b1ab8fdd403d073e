using Carousel.Autograd;
using Carousel.Data;
using Carousel.Jobs;
using Carousel.Layers;

namespace Carousel.Classification;

/// <summary>
/// The trained part of a classifier: networks of one design, from different beginnings and different parts of the data.
/// </summary>
internal sealed class ClassModel : Layer
{
    private static readonly ExampleBatches _answering = new(MostRows: 1 << 14, MostExamples: 256);

    public ClassModel(ClassEncoder encoder)
    {
        int symbols = encoder.Symbols?.Count ?? 0;
        Encoder = encoder;
        Members = [.. Enumerable.Range(0, encoder.Design.Ensemble)
            .Select(
                m =>
                    AddLayer(
                        $"member.{m}", new ClassNetwork(encoder.Design, symbols, encoder.Labels.Count)))];
    }

    /// <summary>What the networks take and give.</summary>
    public ClassEncoder Encoder { get; }

    /// <summary>The networks.</summary>
    public ClassNetwork[] Members { get; }

    /// <summary>The scores of one network.</summary>
    /// <param name="tape">Begun for each batch.</param>
    /// <param name="member">Which network.</param>
    /// <param name="samples">The sequences.</param>
    /// <param name="cancellation">Stops between batches.</param>
    /// <returns>[samples, classes].</returns>
    public float[][] Scores(Tape tape, int member, IReadOnlyList<EncodedSample> samples, CancellationToken cancellation)
    {
        SequenceBatch batch = Encoder.MakeBatch();
        return _answering.Answer(tape, samples, s => s.Steps, some =>
        {
            ClassEncoder.Fill(batch, some);
            return Members[member].Forward(tape, batch).Value.ToArray().Chunk(Encoder.Labels.Count);
        }, cancellation);
    }
}
