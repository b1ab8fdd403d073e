using System.Buffers.Binary;
using Carousel.Autograd;
using Carousel.Layers;
using Carousel.Networks;
using Carousel.Tensors;
using Carousel.Testing;

namespace Carousel.Tests.Streaming;

public sealed class StreamingStateTests : IDisposable
{
    private const int I = 3, H = 5;
    private readonly CpuBackend _backend = new(1);
    private readonly Lstm _model = new(I, H);
    private readonly StreamingSession _session;
    private readonly byte[] _saved;

    public StreamingStateTests()
    {
        _model.Build(_backend, 2);
        _session = new StreamingSession(_backend, _model);
        float[] output = new float[H];
        for (int t = 0; t < 4; t++)
        {
            _session.Step(new Draws(t).Floats(I), output);
        }

        _saved = _session.Save();
    }

    public void Dispose()
    {
        _session.Dispose();
        _backend.Dispose();
    }

    [Fact]
    public void TheBytes_AreThoseOfTheGuide()
    {
        Assert.Equal(32 + (2 * H * 4), _saved.Length);
        Assert.Equal("CARS"u8.ToArray(), _saved[..4]);
        Assert.Equal(1, BinaryPrimitives.ReadUInt16LittleEndian(_saved.AsSpan(4)));
        Assert.Equal(0, BinaryPrimitives.ReadUInt16LittleEndian(_saved.AsSpan(6)));
        Assert.Equal(4, BinaryPrimitives.ReadInt64LittleEndian(_saved.AsSpan(16)));
        Assert.Equal(2 * H, BinaryPrimitives.ReadInt32LittleEndian(_saved.AsSpan(24)));
        float[] input = new Draws(9).Floats(I), h = new float[H];
        _session.Step(input, h);
        byte[] next = _session.Save();
        for (int u = 0; u < H; u++)
        {
            Assert.Equal(h[u], BinaryPrimitives.ReadSingleLittleEndian(next.AsSpan(32 + (4 * u))));
        }
    }

    [Fact]
    public void Save_IntoMemoryOfTheCallers_AllocatesNothing()
    {
        byte[] bytes = new byte[_session.StateBytes];
        Allocations.AssertNone(() => _session.Save(bytes));
        Assert.Equal(_saved, bytes);
        Assert.Throws<ShapeException>(() => _session.Save(new byte[3]));
    }

    [Fact]
    public void Restore_RefusesBytesThatAreNoState()
    {
        Assert.Equal("The bytes are not a saved state of a streaming session.", Refused([]));
        Assert.Equal("The bytes are not a saved state of a streaming session.", Refused([1, .. _saved[1..]]));
        Assert.Equal(
            "The saved state has format version 2, but this release reads version 1.",
            Refused([.. _saved[..4], 2, .. _saved[5..]]));
    }

    [Fact]
    public void Restore_RefusesFewerThanNoSteps()
    {
        byte[] bytes = [.. _saved];
        StreamingState.Seal(bytes, _model, -3);
        Assert.StartsWith("The saved state counts -3 steps", Refused(bytes), StringComparison.Ordinal);
    }

    [Fact]
    public void Restore_RefusesDamage_WhereverItIs()
    {
        Assert.Equal("The saved state is damaged: its bytes are not those that were saved.", Refused(_saved[..^1]));
        Refused([.. _saved, 0]);
        Refused([.. _saved[..24], 255, 255, 255, 255, .. _saved[28..]]);
        for (int i = 0; i < _saved.Length; i++)
        {
            byte[] bytes = [.. _saved];
            bytes[i] ^= 16;
            Refused(bytes);
        }
    }

    [Fact]
    public void Restore_RefusesTheStateOfAnotherModel_ButNotOfTheSameWithOtherWeights()
    {
        Assert.Equal(
            "The saved state is of another model: it has 8 values, and this model's state has 10; layers and sizes "
            + "must be the same.", Refused(Saved(new Lstm(I, 4))));
        Refused(Saved(new Lstm(I + 1, H)));
        Refused(Saved(new Gru(I, 2 * H)));
        var same = new Lstm(I, H);
        byte[] other = Saved(same);
        _session.Restore(other);
        Assert.Equal(other, _session.Save());
    }

    private byte[] Saved(SequenceLayer model)
    {
        model.Build(_backend, 7);
        using var session = new StreamingSession(_backend, model);
        return session.Save();
    }

    /// <summary>The message; the session is as it was.</summary>
    private string Refused(byte[] bytes)
    {
        string message = Assert.Throws<StreamingStateException>(() => _session.Restore(bytes)).Message;
        Assert.Equal(_saved, _session.Save());
        return message;
    }
}
