using Carousel.Autograd;
using Carousel.Data;
using Carousel.Layers;
using Carousel.Networks;
using Carousel.Tensors;
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
    [InlineData(AttentionScore.Additive)]
    [InlineData(AttentionScore.General)]
    [InlineData(null)]
    public void Steps_GiveTheScoresOfTheWholeTarget(AttentionScore? attention)
    {
        SequenceToSequence model = Make(attention);
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
            session.Step(
                [0, 1, 2], t == 0 ? [-1, -1, -1] : [0, 1, 2],
                t == 0 ? [-1, -1, -1] : [_targets[0][t - 1], _targets[1][t - 1], _targets[2][t - 1]], step);
            for (int b = 0; b < 3; b++)
            {
                Near.SameBits(step.AsSpan(b * V, V), whole.AsSpan(((b * 4) + t) * V, V));
            }
        }
    }

    [Fact]
    public void ARow_GivesTheSameBits_AmongOthersInAnyOrder()
    {
        SequenceToSequence model = Make(AttentionScore.Additive);
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
    public void ADecoderAlone_WritesWhatTheWholeModelWrites_OfWhatAnyEncoderRead()
    {
        SequenceToSequence model = Make(AttentionScore.Additive);
        using DecodingSession whole = new(_backend, model), alone = new(_backend, model.Writer);
        whole.Begin(_sources);
        Assert.Throws<InvalidOperationException>(() => alone.Begin(_sources));
        alone.Begin((tape, packing) =>
        {
            int[] own = new int[_sources.Packing.BatchSize];
            for (int b = 0; b < own.Length; b++)
            {
                own[b] = _sources.Packing.Lengths[_sources.Packing.Place[b]];
            }

            packing.Set(own);
            return model.Encode(tape, tape.Input(_sources), packing);
        });
        float[] expected = new float[3 * V], found = new float[3 * V];
        whole.Step([0, 1, 2], [-1, -1, -1], [-1, -1, -1], expected);
        alone.Step([0, 1, 2], [-1, -1, -1], [-1, -1, -1], found);
        Near.SameBits(found, expected);
        Near.SameBits(alone.Attention(1), whole.Attention(1));
    }

    [Fact]
    public void Step_AllocatesNothing_OnceItHasSteppedWithAsManyRows()
    {
        using var session = new DecodingSession(_backend, Make(AttentionScore.Additive));
        session.Begin(_sources);
        float[] scores = new float[3 * V];
        session.Step([0, 1, 2], [-1, -1, -1], [-1, -1, -1], scores);
        Allocations.AssertNone(() =>
        {
            session.Step([0, 1], [1, 0], [2, 3], scores.AsSpan(0, 2 * V));
            session.Step([0, 1, 1], [0, 1, 1], [2, 3, 4], scores);
        });
    }

    [Fact]
    public void Step_GoesOnAsIfNothingWasAsked_WhenACallWasRefused()
    {
        SequenceToSequence model = Make(AttentionScore.Additive);
        using DecodingSession session = new(_backend, model), undisturbed = new(_backend, model);
        float[] scores = new float[2 * V], expected = new float[2 * V];
        undisturbed.Begin(_sources);
        session.Begin(_sources);
        Refuse<ArgumentOutOfRangeException>(() => session.Step([], [], [], []));
        Refuse<ArgumentOutOfRangeException>(() => session.Step([0, 3], [-1, -1], [-1, -1], scores));
        Refuse<ArgumentOutOfRangeException>(() => session.Step([0, 1], [-1, 0], [-1, -1], scores));
        foreach ((int[] from, int[] symbols) in new[] { (new[] { -1, -1 }, new[] { -1, -1 }), ([0, 1], [2, 3]),
            ([1, 1], [4, 0]), ([0, 1], [1, 1]) })
        {
            undisturbed.Step([1, 1], from, symbols, expected);
            session.Step([1, 1], from, symbols, scores);
            Near.SameBits(scores, expected);
            Refuse<ArgumentOutOfRangeException>(() => session.Step([1, -1], [0, 1], [2, 3], scores));
            Refuse<ArgumentOutOfRangeException>(() => session.Step([1, 1], [0, 2], [2, 3], scores));
            Refuse<ArgumentOutOfRangeException>(() => session.Step([1, 1], [0, 1], [2, V], scores));
            Refuse<ShapeException>(() => session.Step([1, 1], [0], [2, 3], scores));
            Refuse<ArgumentOutOfRangeException>(() => session.Begin(SymbolBatches.Of([1, 5], [1, 1])));
            Refuse<ArgumentException>(() => session.Begin(SequenceBatch.Of(2, [1, 2])));
            Near.SameBits(session.Attention(1), undisturbed.Attention(1));
        }

        void Refuse<T>(Action call)
            where T : Exception => Assert.Throws<T>(call);
    }

    [Fact]
    public void Step_BeforeSourcesWereRead_SaysSo()
    {
        using var session = new DecodingSession(_backend, Make(AttentionScore.Dot));
        Assert.Contains(
            "Begin",
            Assert.Throws<InvalidOperationException>(() => session.Step([0], [-1], [-1], new float[V])).Message);
    }

    [Theory]
    [InlineData(2)]
    [InlineData(8)]
    public void AnyNumberOfThreads_GivesTheSameBits(int threads) => Near.SameBits(Written(threads), Written(1));

    [Fact]
    public void Step_RefusesRowsThatAreNotThere()
    {
        using var session = new DecodingSession(_backend, Make(AttentionScore.Dot));
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

    /// <summary>Scores of three steps of 40 rows.</summary>
    private static float[] Written(int threads)
    {
        using var backend = new CpuBackend(threads);
        SequenceToSequence model = Make(backend, AttentionScore.Additive, scale: 8);
        using var session = new DecodingSession(backend, model);
        session.Begin(SymbolBatches.Of([.. Enumerable.Range(0, 60).Select(k => k * 3 % 5)], [12, 30, 18]));
        int[] sources = [.. Enumerable.Range(0, 40).Select(row => row % 3)], from = [.. Enumerable.Repeat(-1, 40)];
        var all = new List<float>();
        float[] scores = new float[40 * V];
        for (int t = 0; t < 3; t++)
        {
            session.Step(sources, from, [.. Enumerable.Range(0, 40).Select(row => row * (t + 1) % V)], scores);
            all.AddRange(scores);
            from = [.. Enumerable.Range(0, 40)];
        }

        return [.. all];
    }

    private SequenceToSequence Make(AttentionScore? attention) => Make(_backend, attention);

    private static SequenceToSequence Make(CpuBackend backend, AttentionScore? attention, int scale = 1)
    {
        var model = new SequenceToSequence(new SequenceToSequenceOptions
        {
            SourceSymbols = 5,
            TargetSymbols = V,
            End = End,
            EmbeddingSize = 7 * scale,
            EncoderHidden = 4 * scale,
            DecoderHidden = 8 * scale,
            DecoderLayers = 2,
            EncoderLayers = 2,
            Attention = attention,
        });
        model.Build(backend, 9);
        return model;
    }
}
