using Carousel.Autograd;
using Carousel.Jobs.Fitting;
using Carousel.Layers;
using Carousel.Tensors;
using Carousel.Training;
using Carousel.Translation;

namespace Carousel.Jobs.Tests.Translation;

public sealed class TranslationProblemTests : IDisposable
{
    private const int V = 7, End = 6;
    private static readonly EncodedPair[] _pairs =
    [
        new([1, 2, 6], [3, 3, 1, 6]), new([4, 6], [2, 0, 5, 1, 4, 6]), new([0, 1, 2, 3, 6], [5, 6]),
    ];
    private static readonly TrainingChoices _choices = new(
        OptimizerKind.Adam, LearningRate: 0.001, WeightDecay: 0, ScheduleKind.Cosine, Batch: 3, Epochs: 1, Patience: 0,
        ClipNorm: 1, ClipValue: null);

    private readonly CpuBackend _backend = new(1);

    public void Dispose() => _backend.Dispose();

    [Fact]
    public void SampledPieces_AreThoseThatTheModelFindsLikeliestAfterTheTrueOnes()
    {
        SequenceToSequence network = Network();
        using var problem = new TranslationProblem(
            _backend, network, _pairs, null, _choices,
            new TranslationOptions { ScheduledSampling = 1, LabelSmoothing = 0 }, "pairs");
        Assert.Equal(1, problem.BatchesIn(0));
        float sampled = Value(tape => problem.Loss(tape, 0, 0, default).Mean);

        // The same by hand: the model's scores after the true pieces, then every piece but the first replaced. The loss
        // is a mean, whatever the order of pairs.
        var batch = new TranslationBatch();
        batch.Fill(_pairs, End);
        float[] scores = Run(tape => batch.Scores(tape, network));
        for (int b = 0; b < _pairs.Length; b++)
        {
            for (int t = 1; t < _pairs[b].Target.Length; t++)
            {
                float[] before = scores.AsSpan(batch.Targets.Packing.Row(b, t - 1) * V, V).ToArray();
                batch.Targets.Replace(b, t, Array.IndexOf(before, before.Max()));
            }
        }

        Assert.Equal(
            Value(tape => Loss.CrossEntropy().Apply(tape, batch.Scores(tape, network), batch.Targets.Next(tape))),
            sampled, 2e-6f);
        batch.Fill(_pairs, End);
        Assert.NotEqual(
            Value(tape => Loss.CrossEntropy().Apply(tape, batch.Scores(tape, network), batch.Targets.Next(tape))),
            sampled, 1e-3f);
    }

    private SequenceToSequence Network()
    {
        var network = new SequenceToSequence(new SequenceToSequenceOptions
        {
            SourceSymbols = V,
            TargetSymbols = V,
            End = End,
            EmbeddingSize = 8,
            EncoderHidden = 4,
            DecoderHidden = 8,
        });
        network.Build(_backend, 2);
        return network;
    }

    private float Value(Func<Tape, Variable> run) => Run(run)[0];

    private float[] Run(Func<Tape, Variable> run)
    {
        using var arena = new Arena(_backend);
        var tape = new Tape(_backend, arena);
        tape.Begin(TapeMode.Inference);
        return run(tape).Value.ToArray();
    }
}
