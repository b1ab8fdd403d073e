using Carousel.Autograd;
using Carousel.Layers;
using Carousel.Tensors;

namespace Carousel.Tests.Layers;

public sealed class MinGruTests : RecurrentLayerTests
{
    [Fact]
    public void Sizes_NamesAndParameters_AreThoseOfTheEquations()
    {
        SequenceLayer layer = Make(I, H);

        Assert.Equal(["W", "b"], layer.Parameters.Select(p => p.Name));
        Assert.Equal(2 * H * (I + 1), layer.ParameterCount);
        Assert.Equal(H, layer.StateSize);
        Assert.Throws<ArgumentOutOfRangeException>(() => RecurrentLayer.Of(CellKind.Mingru, 3, 0));
        Assert.Throws<ArgumentOutOfRangeException>(() => RecurrentLayer.Of((CellKind)99, 3, 4));
        string refusal = Assert.Throws<NotSupportedException>(() => RecurrentLayer.Of(CellKind.Mingru, 3, 4).R).Message;
        Assert.Contains("minGRU", refusal, StringComparison.Ordinal);
    }

    private protected override SequenceLayer Make(int inputSize, int hiddenSize) =>
        RecurrentCell.Find("mingru")!.Make(new CellSettings(inputSize, hiddenSize));
}

public sealed class MinLstmTests : RecurrentLayerTests
{
    [Fact]
    public void ForgetBias_BeginsAtOne_AndAtWhatIsSaid()
    {
        using var backend = new CpuBackend(1);
        RecurrentLayer plain = RecurrentLayer.Of(CellKind.Minlstm, I, H),
            open = RecurrentCell.Find("minlstm")!.Make(new CellSettings(I, H) { ForgetBias = 2 });
        plain.Build(backend, 1);
        open.Build(backend, 1);

        Assert.Equal(["W", "b"], plain.Parameters.Select(p => p.Name));
        Assert.Equal([.. Enumerable.Repeat(1f, H), .. new float[2 * H]], plain.B.Value.ToArray());
        Assert.Equal([.. Enumerable.Repeat(2f, H), .. new float[2 * H]], open.B.Value.ToArray());
    }

    private protected override SequenceLayer Make(int inputSize, int hiddenSize) =>
        RecurrentCell.Find("minlstm")!.Make(new CellSettings(inputSize, hiddenSize));
}

public sealed class MinLstmReverseTests : RecurrentLayerTests
{
    private protected override SequenceLayer Make(int inputSize, int hiddenSize) =>
        RecurrentLayer.Of(CellKind.Minlstm, inputSize, hiddenSize, reverse: true);
}

public sealed class SlstmTests : RecurrentLayerTests
{
    [Fact]
    public void Sizes_NamesAndBeginnings_AreThoseOfTheEquations()
    {
        using var backend = new CpuBackend(1);
        RecurrentLayer four = RecurrentLayer.Of(CellKind.Slstm, I, 12),
            two = RecurrentCell.Find("slstm")!.Make(
                new CellSettings(I, 12) { Options = new() { Heads = 2 }, ForgetBias = 3 });
        two.Build(backend, 1);

        Assert.Equal(["W", "R", "b"], four.Parameters.Select(p => p.Name));
        Assert.Equal(new Shape(48, 3), four.R.Shape);
        Assert.Equal(new Shape(48, 6), two.R.Shape);
        Assert.Equal(48, four.StateSize);
        Assert.Equal([.. new float[12], .. Enumerable.Repeat(3f, 12), .. new float[24]], two.B.Value.ToArray());
    }

    [Fact]
    public void Heads_ThatDoNotDivideTheUnits_AreRefused()
    {
        Assert.Contains(
            "12 units of an sLSTM layer can't be divided into 5 heads.",
            Assert.Throws<ArgumentOutOfRangeException>(
                () => RecurrentLayer.Of(CellKind.Slstm, I, 12, new CellOptions { Heads = 5 })).Message,
            StringComparison.Ordinal);
        Assert.Equal(
            "An LSTM layer has no heads.",
            Assert.Throws<NotSupportedException>(
                () => RecurrentLayer.Of(CellKind.Lstm, I, 12, new CellOptions { Heads = 2 })).Message);
    }

    private protected override SequenceLayer Make(int inputSize, int hiddenSize) =>
        RecurrentLayer.Of(CellKind.Slstm, inputSize, hiddenSize);
}

public sealed class SlstmReverseTests : RecurrentLayerTests
{
    private protected override SequenceLayer Make(int inputSize, int hiddenSize) =>
        RecurrentLayer.Of(
            CellKind.Slstm, inputSize, hiddenSize, new CellOptions { Heads = hiddenSize, ExponentialForget = true },
            reverse: true);
}
