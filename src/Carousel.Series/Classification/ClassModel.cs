using Carousel.Autograd;
using Carousel.Data;
using Carousel.Jobs;
using Carousel.Jobs.Fitting;

namespace Carousel.Classification;

/// <summary>
/// The trained part of a classifier: networks of one design, from different beginnings and different parts of the data.
/// </summary>
internal sealed class ClassModel(ClassEncoder encoder)
    : Ensemble<ClassNetwork>(
        encoder.Design.Ensemble,
        () => new ClassNetwork(encoder.Design, encoder.Symbols?.Count ?? 0, encoder.Labels.Count))
{
    private static readonly ExampleBatches _answering = new(MostRows: 1 << 14, MostExamples: 256);

    /// <summary>What the networks take and give.</summary>
    public ClassEncoder Encoder { get; } = encoder;

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
