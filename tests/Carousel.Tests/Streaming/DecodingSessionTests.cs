using Carousel.Autograd;
using Carousel.Backends;
using Carousel.Data;
using Carousel.Layers;
using Carousel.Memory;
using Carousel.Streaming;
using Carousel.Testing;
using Carousel.Tests.Layers;

namespace Carousel.Tests.Streaming;

public sealed class DecodingSessionTests : IDisposable
{
    private const int V = 6, End = 5;
    private static readonly SequenceBatch _sources = SymbolBatches.Of([1, 2, 3, 4, 0, 2, 2, 1], [2, 5, 1]);
    private static readonly int[][] _targets = [[3, 1, 0, 4], [2, 2, 1, 0], [0, 1, 4, 4]];
    private readonly CpuBackend _backend = new(1);

    public void Dispose() => _backend.Dispose();

    [Theory]
    [InlineData(AttentionScore.Additive, false)]
    [InlineData(AttentionScore.General, true)]
    [InlineData(null, false)]
    public void Steps_GiveTheScoresOfTheWholeTarget(AttentionScore? attention, bool feeding)
    {
        SequenceToSequence model = Make(attention, feeding);
        using var arena = new Arena(_backend);
        var tape = new Tape(_backend, arena);
        tape.Begin(TapeMode.Inference);
        SequenceBatch targets = SymbolBatches.Of([.. _targets.SelectMany(t => t)], [4, 4, 4]);
        Variable scores = SymbolBatches.Scores(tape, model, _sources, targets);
        Variable logarithms = tape.Constant(arena.Allocate(scores.Shape));
        _backend.SoftmaxForward(logarithm: true, scores.Value, logarithms.Value);
        float[] whole = SymbolBatches.InOrder(logarithms, targets);
        Assert.Equal(1, whole[..V].Sum(p => Math.Exp(p)), 1e-5);
        using var session = new DecodingSession(_backend, model);
        session.Begin(_sources);
        float[] step = new float[3 * V];
        for (int t = 0; t < 4; t++)
        {
            session.Step([0, 1, 2], t == 0 ? [-1, -1, -1] : [0, 1, 2], t == 0 ? [-1, -1, -1] : [_targets[0][t - 1], _targets[1][t - 1], _targets[2][t - 1]], step);
            for (int b = 0; b < 3; b++)
            {
                Near.SameBits(step.AsSpan(b * V, V), whole.AsSpan(((b * 4) + t) * V, V));
            }
        }
    }

    [Fact]
    public void ARow_GivesTheSameBits_AmongOthersInAnyOrder()
    {
        SequenceToSequence model = Make(AttentionScore.Additive, feeding: true);
        using DecodingSession many = new(_backend, model), alone = new(_backend, model);
        many.Begin(_sources);
        alone.Begin(SymbolBatches.Of([3, 4, 0, 2, 2], [5]));
        float[] together = new float[4 * V], own = new float[V];
        many.Step([0, 1, 2], [-1, -1, -1], [-1, -1, -1], together.AsSpan(0, 3 * V));
        alone.Step([0], [-1], [-1], own);
        Near.SameBits(own, together.AsSpan(V, V));
        many.Step([2, 1, 1, 0], [2, 1, 1, 0], [4, 3, 2, 1], together);
        alone.Step([0], [0], [2], own);
        Near.SameBits(own, together.AsSpan(2 * V, V));
        many.Step([1, 1], [2, 1], [4, 4], together.AsSpan(0, 2 * V));
        alone.Step([0], [0], [4], own);
        Near.SameBits(own, together.AsSpan(0, V));
        Assert.NotEqual(own, together[V..(2 * V)]);
        Near.SameBits(alone.Attention(0), many.Attention(0)[..5]);
        Assert.Equal(1, alone.Attention(0).ToArray().Sum(), 1e-6);
    }

    [Fact]
    public void Step_AllocatesNothing_OnceItHasStepped()
    {
        using var session = new DecodingSession(_backend, Make(AttentionScore.Additive, feeding: true));
        session.Begin(_sources);
        float[] scores = new float[2 * V];
        session.Step([0, 1], [-1, -1], [-1, -1], scores);
        session.Step([0, 1], [0, 1], [2, 3], scores);
        Allocations.AssertNone(() => session.Step([0, 1], [1, 0], [2, 3], scores));
    }

    [Fact]
    public void Step_RefusesRowsThatAreNotThere()
    {
        using var session = new DecodingSession(_backend, Make(AttentionScore.Dot, feeding: false));
        Assert.Throws<ArgumentException>(() => session.Begin(SymbolBatches.Of([1], [1, 0])));
        session.Begin(_sources);
        float[] scores = new float[V];
        Assert.Throws<ArgumentOutOfRangeException>(() => session.Step([3], [-1], [-1], scores));
        Assert.Throws<ShapeException>(() => session.Step([0, 1], [-1, -1], [-1, -1], scores));
        session.Step([0], [-1], [-1], scores);
        Assert.Throws<ArgumentOutOfRangeException>(() => session.Step([0], [-1], [1], scores));
        Assert.Throws<ArgumentOutOfRangeException>(() => session.Step([0], [1], [1], scores));
        Assert.Throws<ArgumentOutOfRangeException>(() => session.Attention(1));
    }

    private SequenceToSequence Make(AttentionScore? attention, bool feeding)
    {
        var model = new SequenceToSequence(new SequenceToSequenceOptions
        {
            SourceSymbols = 5,
            TargetSymbols = V,
            End = End,
            EmbeddingSize = 7,
            EncoderHidden = 4,
            DecoderHidden = 8,
            DecoderLayers = 2,
            EncoderLayers = 2,
            Attention = attention,
            InputFeeding = feeding,
        });
        model.Build(_backend, 9);
        return model;
    }
}
