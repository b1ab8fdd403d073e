using Carousel.Autograd;
using Carousel.Data;
using Carousel.Layers;
using Carousel.Tensors;
using Carousel.Testing;

namespace Carousel.Tests.Layers;

/// <summary>What a layer must do whose heads hold a matrix each.</summary>
public abstract class MatrixLayerTests : RecurrentLayerTests
{
    private protected override bool TrainsInTheBitsOfInference => false;

    /// <summary>Segments of time end where what is summed together ends.</summary>
    [Fact]
    public void Recomputed_TheBitsAreTheSame()
    {
        if (!Make(I, H).CanRecompute)
        {
            return;
        }

        int[] lengths = [200, 130, 64, 0, 7];
        Near.SameBits(Train(lengths, recomputes: true), Train(lengths, recomputes: false));
    }

    private float[] Train(int[] lengths, bool recomputes)
    {
        using var backend = new CpuBackend(1);
        using var arena = new Arena(backend);
        var tape = new Tape(backend, arena) { Recomputes = recomputes };
        SequenceLayer layer = Make(I, H);
        layer.Build(backend, 3);
        var packing = new Packing(lengths);
        tape.Begin(TapeMode.Training, 1, 0);
        var draws = new Draws(4);
        Tensor input = arena.Allocate(new Shape(packing.Rows, I));
        input.Write(draws.Floats(packing.Rows * I));
        Variable watched = tape.Watch(input);
        SequenceOutput output = layer.Forward(tape, watched, packing);
        tape.Gradient(output.Hidden).Write(draws.Floats(packing.Rows * H));
        tape.Propagate();
        return
        [
            .. output.Hidden.Value.ToArray(), .. tape.Gradient(watched).ToArray(),
            .. layer.Parameters.SelectMany(p => p.Gradient.ToArray()),
        ];
    }
}

public sealed class MlstmTests : MatrixLayerTests
{
    [Fact]
    public void Sizes_NamesAndBeginnings_AreThoseOfTheEquations()
    {
        using var backend = new CpuBackend(1);
        RecurrentLayer four = RecurrentLayer.Of(CellKind.Mlstm, I, 64),
            two = RecurrentCell.Find("mlstm")!.Make(
                new CellSettings(I, 64) { Options = new() { Heads = 2 }, ForgetBias = 2 });
        two.Build(backend, 1);

        Assert.NotNull(RecurrentLayer.Of(CellKind.Mlstm, I, 64, new CellOptions { ExponentialForget = true }));
        Assert.Equal(["W", "b"], four.Parameters.Select(p => p.Name));
        Assert.Equal(new Shape((4 * 64) + 8, I), four.W.Shape);
        Assert.Equal(64 + (64 * 16) + 64 + 4, four.StateSize);
        Assert.Equal([.. new float[(4 * 64) + 2], 4, 7], two.B.Value.ToArray());
        Assert.All(two.W.Value.ToArray()[(4 * 64 * I)..], weight => Assert.Equal(0, weight));
        Assert.Equal([1, 1, 2, 4, 4, 8, 1], new[] { 16, 17, 32, 64, 256, 512, 63 }.Select(MatrixGates.Heads));
    }

    [Fact]
    public void WhatItHasNot_IsRefused()
    {
        Assert.Equal(
            "An mLSTM layer has no decay.",
            Assert.Throws<NotSupportedException>(
                () => RecurrentLayer.Of(CellKind.Mlstm, I, 12, new CellOptions { Decays = true })).Message);
        Assert.Contains(
            "12 units of an mLSTM layer can't be divided into 5 heads.",
            Assert.Throws<ArgumentOutOfRangeException>(
                () => RecurrentLayer.Of(CellKind.Mlstm, I, 12, new CellOptions { Heads = 5 })).Message,
            StringComparison.Ordinal);
    }

    private protected override SequenceLayer Make(int inputSize, int hiddenSize) =>
        RecurrentLayer.Of(CellKind.Mlstm, inputSize, hiddenSize);
}

public sealed class MlstmReverseTests : MatrixLayerTests
{
    private protected override SequenceLayer Make(int inputSize, int hiddenSize) =>
        RecurrentLayer.Of(
            CellKind.Mlstm, inputSize, hiddenSize,
            new CellOptions { Heads = hiddenSize % 4 == 0 ? 4 : 1 }, reverse: true);
}

public sealed class DeltaTests : MatrixLayerTests
{
    [Fact]
    public void Sizes_AreThoseOfTheEquations()
    {
        RecurrentLayer plain = RecurrentLayer.Of(CellKind.Delta, I, 32),
            decaying = RecurrentLayer.Of(CellKind.Delta, I, 32, new CellOptions { Decays = true });

        Assert.Equal(new Shape((4 * 32) + 2, I), plain.W.Shape);
        Assert.Equal(new Shape((4 * 32) + 4, I), decaying.W.Shape);
        Assert.Equal(32 + (32 * 16), plain.StateSize);
    }

    private protected override SequenceLayer Make(int inputSize, int hiddenSize) =>
        RecurrentLayer.Of(CellKind.Delta, inputSize, hiddenSize);
}

public sealed class DeltaDecayReverseTests : MatrixLayerTests
{
    private protected override SequenceLayer Make(int inputSize, int hiddenSize) =>
        RecurrentLayer.Of(
            CellKind.Delta, inputSize, hiddenSize, new CellOptions { Decays = true }, reverse: true);
}
