using Carousel.Autograd;
using Carousel.Data;
using Carousel.Layers;
using Carousel.Networks;
using Carousel.Tensors;
using Carousel.Testing;
using Carousel.Tests.Storage;

namespace Carousel.Tests.Layers;

/// <summary>A block around an mLSTM, on a map from the inputs of the shared tests.</summary>
public sealed class MlstmBlockTests : RecurrentLayerTests
{
    private protected override bool StateHasGradient => false;

    private protected override bool TrainsInTheBitsOfInference => false;

    private protected override SequenceLayer Make(int inputSize, int hiddenSize) => new Stack(
        new Dense(inputSize, 6),
        new XlstmBlock(CellKind.Mlstm, 6, heads: 2, innerSize: Math.Min(40, hiddenSize / 4 * 4)));
}

/// <summary>A block around an sLSTM, with masks in training.</summary>
public sealed class SlstmBlockTests : RecurrentLayerTests
{
    private protected override bool IsRandom => true;

    private protected override bool StateHasGradient => false;

    private protected override bool TrainsInTheBitsOfInference => true;

    private protected override SequenceLayer Make(int inputSize, int hiddenSize)
    {
        int size = Math.Min(40, hiddenSize / 4 * 4);
        return new Stack(
            new Dense(inputSize, size),
            new XlstmBlock(CellKind.Slstm, size, heads: 1, innerSize: 7, dropout: 0.2f));
    }
}

public sealed class XlstmBlockTests
{
    [Fact]
    public void ParametersAreNamed_AsInFiles()
    {
        using var backend = new CpuBackend(1);
        var matrix = new XlstmBlock(CellKind.Mlstm, 6, heads: 2, innerSize: 8);
        matrix.Build(backend, 1);
        Assert.Equal(
            [
                "norm.gain [6]", "norm.bias [6]", "mix.up.weight [16, 6]", "mix.convolution.weight [4, 8]",
                "mix.convolution.bias [8]", "mix.query.weight [4, 8]", "mix.key.weight [4, 8]",
                "mix.value.weight [4, 8]", "mix.gates.weight [4, 24]", "mix.cell.b [28]", "mix.norm.0.gain [4]",
                "mix.norm.0.bias [4]", "mix.norm.1.gain [4]", "mix.norm.1.bias [4]", "mix.skip.weight [1, 8]",
                "mix.down.weight [6, 8]",
            ],
            matrix.Parameters.Select(parameter => $"{parameter.Name} {parameter.Shape}"));
        Assert.Equal([0, 0, 3, 6], Value(matrix, "mix.cell.b")[^4..]);

        var scalar = new XlstmBlock(
            CellKind.Slstm, 8, new XlstmBlockOptions { Heads = 2, Position = 1, Blocks = 2 });
        scalar.Build(backend, 1);
        Assert.Equal(
            [
                "norm.gain [8]", "norm.bias [8]", "mix.convolution.weight [4, 8]", "mix.convolution.bias [8]",
                "mix.input_gate.weight [4, 8]", "mix.forget_gate.weight [4, 8]", "mix.candidate.weight [4, 8]",
                "mix.output_gate.weight [4, 8]", "mix.cell.R [32, 4]", "mix.cell.b [32]", "mix.norm.0.gain [4]",
                "mix.norm.0.bias [4]", "mix.norm.1.gain [4]", "mix.norm.1.bias [4]", "map_norm.gain [8]",
                "map_norm.bias [8]", "map.up.weight [128, 8]", "map.down.weight [8, 64]",
            ],
            scalar.Parameters.Select(parameter => $"{parameter.Name} {parameter.Shape}"));
        float[] bias = Value(scalar, "mix.cell.b");
        Assert.Equal(new float[8], bias[..8]);
        Near.Within(
            bias.AsSpan(8, 4),
            new double[] { 5, 5 - (12 * Math.Pow(1 / 3.0, 1.6)), 5 - (12 * Math.Pow(2 / 3.0, 1.6)), -7 }, 1e-5);
        Assert.Equal(bias[8..12], bias[12..16]);
    }

    /// <summary>1.3 and 2 times the features, in steps of 64.</summary>
    [Theory]
    [InlineData(CellKind.Mlstm, 32, 64)]
    [InlineData(CellKind.Mlstm, 100, 256)]
    [InlineData(CellKind.Slstm, 128, 192)]
    [InlineData(CellKind.Slstm, 48, 64)]
    public void UnitsInside_AreThoseOfTheAuthors(CellKind cell, int size, int units)
    {
        var block = new XlstmBlock(cell, size);
        using var backend = new CpuBackend(1);
        block.Build(backend, 1);
        string name = cell == CellKind.Mlstm ? "mix.down.weight" : "map.down.weight";
        Assert.Equal(new Shape(size, units), block.Parameters.Single(p => p.Name == name).Shape);
    }

    [Fact]
    public void Constructors_RefuseWhatThereIsNot()
    {
        Assert.Contains(
            "An xLSTM block cannot contain a GRU",
            Assert.Throws<NotSupportedException>(() => new XlstmBlock(CellKind.Gru, 8)).Message,
            StringComparison.Ordinal);
        Assert.Throws<ArgumentOutOfRangeException>(() => new XlstmBlock(CellKind.Mlstm, 0));
        Assert.Throws<ArgumentException>(
            () => new XlstmBlock(CellKind.Mlstm, 8, innerSize: 10));
        Assert.Throws<ArgumentOutOfRangeException>(
            () => new XlstmBlock(CellKind.Slstm, 8, heads: 3));
        Assert.Throws<ArgumentOutOfRangeException>(
            () => new XlstmBlock(CellKind.Slstm, 8, new XlstmBlockOptions { Position = 1 }));
        Assert.Throws<ArgumentOutOfRangeException>(
            () => new XlstmBlock(CellKind.Slstm, 8, dropout: 1));
        Assert.Throws<NotSupportedException>(
            () => RecurrentCell.Find("gru")!.Make(new CellSettings(4, 4) { IsMapped = true }));
    }

    [Theory]
    [InlineData(CellKind.Mlstm)]
    [InlineData(CellKind.Slstm)]
    public void AFile_AndASession_GiveTheBitsOfTheLayer(CellKind cell)
    {
        using var folder = new TemporaryFolder();
        using var backend = new CpuBackend(1);
        Stack built = Model(), loaded = Model();
        built.Build(backend, 2);
        built.Save(folder.File("blocks.safetensors"));
        loaded.Build(backend, 3);
        loaded.Load(folder.File("blocks.safetensors"));
        using var session = new StreamingSession(backend, built);
        using var other = new StreamingSession(backend, loaded);
        float[] x = new Draws(4).Floats(20 * 8), y = new float[8], expected = new float[8];
        for (int t = 0; t < 20; t++)
        {
            if (t == 12)
            {
                other.Restore(session.Save());
            }

            session.Step(x.AsSpan(t * 8, 8), expected);
            if (t >= 12)
            {
                other.Step(x.AsSpan(t * 8, 8), y);
                Near.SameBits(y, expected);
            }
        }

        Stack Model() => new(
            new XlstmBlock(cell, 8, innerSize: 12),
            new XlstmBlock(cell, 8, innerSize: 12));
    }

    /// <summary>A layer whose inputs are mapped does what one with a W of ones on the diagonal does.</summary>
    [Theory]
    [InlineData("mlstm")]
    [InlineData("slstm")]
    public void AMappedCell_EqualsOneThatMapsNothing(string word)
    {
        const int H = 8;
        using var backend = new CpuBackend(1);
        using var arena = new Arena(backend);
        RecurrentCell cell = RecurrentCell.Find(word)!;
        RecurrentLayer mapped = cell.Make(new CellSettings(H, H) { IsMapped = true });
        int columns = mapped.InputSize, wide = word == "mlstm" ? 3 * H : columns;
        RecurrentLayer plain = cell.Make(new CellSettings(columns, H));
        mapped.Build(backend, 1);
        plain.Build(backend, 2);
        var draws = new Draws(5);
        float[] b = draws.Floats(columns), w = new float[plain.W.Shape.Length], whole = new float[plain.B.Shape[0]];

        // An output gate that is open to the last bit: σ(40) is 1.
        int skipped = whole.Length - columns;
        for (int row = 0; row < whole.Length; row++)
        {
            int column = row < wide ? row : row - skipped;
            if (row >= wide && row < wide + skipped)
            {
                whole[row] = 40;
            }
            else
            {
                (whole[row], w[(row * columns) + column]) = (b[column], 1);
            }
        }

        mapped.B.Set(b);
        plain.B.Set(whole);
        plain.W.Set(w);
        if (cell.HasRecurrentWeights)
        {
            mapped.R.Set(plain.R.Value.ToArray());
        }

        var packing = new Packing([70, 3]);
        float[] x = draws.Floats(packing.Rows * columns), dy = draws.Floats(packing.Rows * H);
        (float[] y, float[] dx) = Train(mapped);
        (float[] plainY, float[] plainDx) = Train(plain);
        Near.SameBits(y, plainY);
        Near.SameBits(dx, plainDx);
        Assert.Throws<NotSupportedException>(() => mapped.W);

        (float[] Y, float[] Dx) Train(RecurrentLayer layer)
        {
            var tape = new Tape(backend, arena);
            tape.Begin(TapeMode.Training);
            Tensor input = arena.Allocate(new Shape(packing.Rows, columns));
            input.Write(x);
            Variable watched = tape.Watch(input), shown = layer.Forward(tape, watched, packing).Hidden;
            tape.Gradient(shown).Write(dy);
            tape.Propagate();
            return (shown.Value.ToArray(), tape.Gradient(watched).ToArray());
        }
    }

    private static float[] Value(XlstmBlock block, string name) =>
        block.Parameters.Single(p => p.Name == name).Value.ToArray();
}
