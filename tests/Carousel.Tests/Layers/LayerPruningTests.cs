using System.Buffers.Binary;
using Carousel.Autograd;
using Carousel.Data;
using Carousel.Layers;
using Carousel.Networks;
using Carousel.Storage;
using Carousel.Tensors;
using Carousel.Testing;

namespace Carousel.Tests.Layers;

public sealed class LayerPruningTests
{
    private const int I = 3, H = 40;

    [Fact]
    public void PrunedUnits_AreThoseWithTheLeastOutgoingWeights_AndStayZero()
    {
        using var backend = new CpuBackend(1);
        Stack model = Network(backend);
        var lstm = (Lstm)model.Layers.First();
        Parameter output = model.Layers.Last().Parameters.First();
        foreach (Parameter matrix in new[] { lstm.R, output })
        {
            float[] values = matrix.Value.ToArray();
            for (int k = 0; k < values.Length; k++)
            {
                values[k] *= k % H is 7 or 31 ? 0.01f : 1;
            }

            matrix.Set(values);
        }

        Assert.Equal((2, H), model.PruneUnits(0.05));

        float[] hidden = Forward(backend, model, TapeMode.Inference).Hidden;
        Assert.All(Enumerable.Range(0, hidden.Length), k => Assert.Equal(k % H is 7 or 31, hidden[k] == 0));
        Assert.Throws<ArgumentOutOfRangeException>(() => model.PruneUnits(0));
        Assert.Throws<ArgumentOutOfRangeException>(() => model.PruneUnits(1));
    }

    [Theory]
    [InlineData(0.05)]
    [InlineData(0.3)]
    [InlineData(0.75)]
    public void KeptUnitsAlone_GiveTheBitsOfAll(double share)
    {
        using var backend = new CpuBackend(1);
        Stack model = Network(backend);
        model.PruneUnits(share);
        model.Quantize();

        // Training keeps gates, and then all units are computed.
        (float[] hidden, float[] x, Packing packing) = Forward(backend, model, TapeMode.Inference);
        Near.SameBits(hidden, Forward(backend, model, TapeMode.Training).Hidden);

        using var alone = new StreamingSession(backend, model.Layers.OfType<Lstm>().First());
        using StreamingSession first = new(backend, (Lstm)model.Layers.First()),
            second = new(backend, (Lstm)model.Layers.First());
        float[] y = new float[H], both = new float[2 * H];
        for (int t = 0; t < 5; t++)
        {
            int row = packing.RowStart[t];
            alone.Step(x.AsSpan(row * I, I), y);
            StreamingSession.StepTogether([first, second], x.AsSpan(row * I, 2 * I), both);
            Near.SameBits(y, hidden.AsSpan(row * H, H));
            Near.SameBits(both, hidden.AsSpan(row * H, 2 * H));
        }

        Allocations.AssertNone(() => alone.Step(x.AsSpan(0, I), y));
    }

    [Theory]
    [InlineData(0.29, 29)]
    [InlineData(0.57, 57)]
    [InlineData(0.58, 58)]
    [InlineData(0.299, 29)]
    public void AShare_IsRoundedDownAsItIsWritten(double share, int units)
    {
        using var backend = new CpuBackend(1);
        var lstm = new Lstm(1, 100);
        lstm.Build(backend, 1);

        Assert.Equal((units, 100), lstm.CountPrunedUnits(share));
        Assert.Equal((units, 100), lstm.PruneUnits(share));
    }

    [Theory]
    [InlineData(float.NaN)]
    [InlineData(float.PositiveInfinity)]
    public void AnInputThatIsNotFinite_GivesTheBitsOfAll(float value)
    {
        using var backend = new CpuBackend(1);
        Stack model = Network(backend);
        model.PruneUnits(0.3);
        model.Quantize();

        float[] hidden = Forward(backend, model, TapeMode.Inference, spoilt: value).Hidden;

        Near.SameBits(hidden, Forward(backend, model, TapeMode.Training, spoilt: value).Hidden);
        Assert.InRange(hidden.Count(float.IsNaN), H, hidden.Length - H);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(2)]
    public void UnitsWithNewWeights_AreNoLongerLeftOut(int changed)
    {
        using var backend = new CpuBackend(1);
        Stack model = Network(backend);
        model.PruneUnits(0.3);
        model.Quantize();
        float[] before = Forward(backend, model, TapeMode.Inference).Hidden;
        Parameter parameter = model.Layers.First().Parameters.ElementAt(changed);
        parameter.Set(new Draws(9).Floats(parameter.Shape.Length));
        model.Quantize();

        float[] hidden = Forward(backend, model, TapeMode.Inference).Hidden;

        Near.SameBits(hidden, Forward(backend, model, TapeMode.Training).Hidden);
        Assert.NotEqual(before, hidden);
    }

    [Fact]
    public void AStateThatIsNotZero_IsTakenAsItIs()
    {
        using var backend = new CpuBackend(1);
        Stack model = Network(backend);
        model.PruneUnits(0.3);
        model.Quantize();
        float[] state = new Draws(8).Floats(4 * 2 * H);

        Near.SameBits(
            Forward(backend, model, TapeMode.Inference, state).Hidden,
            Forward(backend, model, TapeMode.Training, state).Hidden);
    }

    [Fact]
    public void AFile_LeavesOutRowsAndColumnsOfZeros_AndGivesTheSameMatrix()
    {
        using var folder = new Carousel.Tests.Storage.TemporaryFolder();
        using var backend = new CpuBackend(1);
        Stack model = Network(backend), whole = Network(backend), read = Network(backend);
        model.PruneUnits(0.3);
        model.Quantize();
        whole.Quantize();
        (string small, string large) = (folder.File("small.safetensors"), folder.File("large.safetensors"));
        File(model).Write(small);
        File(whole).Write(large);
        read.Load(ModelFile.Read(small), small);

        // The bytes reported are those in the file: 8 for its length, then the header.
        byte[] bytes = System.IO.File.ReadAllBytes(small);
        Assert.Equal(
            bytes.Length - 8 - BinaryPrimitives.ReadInt64LittleEndian(bytes), model.ToTensors().Sum(t => t.Bytes));

        // 12 of 40 units: of R's 160 × 40 numbers 112 × 28 are in the file.
        Assert.InRange(
            new FileInfo(large).Length - new FileInfo(small).Length, (160 * 40) - (112 * 28) - 1200,
            (160 * 40) - (112 * 28) + 1200);
        Near.SameBits(
            Forward(backend, read, TapeMode.Inference).Hidden, Forward(backend, model, TapeMode.Inference).Hidden);
    }

    private static ModelFile File(Stack model) =>
        new() { Task = "t", Configuration = "{}", Tensors = model.ToTensors() };

    private static Stack Network(CpuBackend backend)
    {
        var model = new Stack(new Lstm(I, H), new Dense(H, 2));
        model.Build(backend, 1);
        return model;
    }

    private static (float[] Hidden, float[] X, Packing Packing) Forward(
        CpuBackend backend, Stack model, TapeMode mode, float[]? state = null, float? spoilt = null)
    {
        using var arena = new Arena(backend);
        var tape = new Tape(backend, arena);
        tape.Begin(mode);
        var packing = new Packing([5, 3, 7, 1]);
        float[] x = new Draws(3).Floats(packing.Rows * I);
        x[4 * I] = spoilt ?? x[4 * I];
        Variable start = state is null ? default : tape.Input(state, new Shape(4, 2 * H));
        Variable hidden = ((Lstm)model.Layers.First())
            .Forward(tape, tape.Input(x, new Shape(packing.Rows, I)), packing, start).Hidden;
        return (hidden.Value.ToArray(), x, packing);
    }
}
