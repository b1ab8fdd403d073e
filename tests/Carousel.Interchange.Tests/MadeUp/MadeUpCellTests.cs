using System.Reflection;
using Carousel.Autograd;
using Carousel.Data;
using Carousel.Inspection;
using Carousel.Inspection.Stepping;
using Carousel.Inspection.Traces;
using Carousel.Interchange.C;
using Carousel.Interchange.Keras;
using Carousel.Interchange.Networks;
using Carousel.Interchange.Onnx;
using Carousel.Interchange.PyTorch;
using Carousel.Interchange.Tensors;
using Carousel.Jobs.Fitting;
using Carousel.Layers;
using Carousel.Networks;
using Carousel.Tensors;
using Carousel.Training;

namespace Carousel.Interchange.Tests.MadeUp;

/// <summary>
/// An unknown cell is added to the table: everything based on the table works, and every place that needs more
/// knowledge throws an error that names the cell. None takes it for another one.
/// </summary>
public sealed class MadeUpCellTests : IDisposable
{
    private const int I = 3, H = 5, T = 6;

    private static readonly float[] _input = [.. Enumerable.Range(0, T * I).Select(k => MathF.Sin(k))];

    private readonly IDisposable _scope = RecurrentCell.Add(MadeUpLayer.Cell);
    private readonly CpuBackend _backend = new(1);

    private static CellKind Kind => (CellKind)(RecurrentCell.All.Count - 1);

    private static CellDesign Design => new(Kind, 1, H, 0, 1, InitializerKind.Glorot);

    public void Dispose()
    {
        _backend.Dispose();
        _scope.Dispose();
    }

    [Fact]
    public void Table_LosesIt_WithItsScope()
    {
        Assert.Contains(MadeUpLayer.Cell, RecurrentCell.All);
        _scope.Dispose();
        Assert.DoesNotContain(MadeUpLayer.Cell, RecurrentCell.All);
    }

    [Fact]
    public void EveryTable_KnowsEveryCell_ButThisOne_WhichItRefusesByName()
    {
        (string Name, ICellTable Table)[] tables = [.. Tables()];
        Assert.True(tables.Length >= 2);
        foreach ((string name, ICellTable table) in tables)
        {
            string[] missing = [.. RecurrentCell.All.Except(table.Cells).Select(c => c.Word)];
            Assert.True(missing.SequenceEqual(["mgu"]), $"{name} does not know {string.Join(", ", missing)}.");
            foreach (RecurrentCell cell in RecurrentCell.All.Except(table.Cells))
            {
                Assert.Contains(
                    cell.Name, Assert.Throws<NotSupportedException>(() => table.Require(cell)).Message,
                    StringComparison.Ordinal);
            }
        }
    }

    [Fact]
    public void Enumerations_HaveTheWordsOfTheTable()
    {
        string[] words = [.. RecurrentCell.All.Where(c => c != MadeUpLayer.Cell).Select(c => c.Word)];
        Assert.Equal(words, Enum.GetNames<CellKind>().Select(n => n.ToLowerInvariant()));
        Assert.Empty(words.Except(Enum.GetNames<NetworkLayerKind>().Select(n => n.ToLowerInvariant())));
        Assert.All(words, word => Assert.NotNull(NetworkLayer.Of(RecurrentCell.Find(word)!, I, H).Cell));
    }

    [Fact]
    public void Stack_OfIt_IsMade_Described_AndCounted()
    {
        Stack stack = CellStack.Make(Design with { Layers = 2, Bidirectional = true }, I);
        stack.Build(_backend, 1);

        Assert.Equal(4, Recurrent(stack).OfType<MadeUpLayer>().Count());
        Assert.Equal("MGU 5", Design.Describe());
        Assert.Equal(2L * H * (I + H), CellStack.MultiplyAdds(Design, I));
        Assert.Equal([("h", H)], GraphCell.Of(Layer()).Select(c => (c.Kind, c.Size)));
        Assert.True(TrainingMemory.WeighScratch(stack) > 0);
        Assert.Empty(stack.QuantizableParameters());
        Assert.False(stack.CanRecompute);
    }

    [Fact]
    public void Layer_Trains_AndItsGradientIsTheDifference()
    {
        MadeUpLayer layer = Layer();
        double loss = Loss(layer);
        float[] gradient = layer.R.Gradient.ToArray(), values = layer.R.Value.ToArray();
        for (int k = 0; k < values.Length; k += 7)
        {
            float[] moved = [.. values];
            moved[k] += 1e-2f;
            layer.R.Set(moved);
            double above = Loss(layer);
            moved[k] -= 2e-2f;
            layer.R.Set(moved);
            Assert.Equal((above - Loss(layer)) / 2e-2, gradient[k], 2e-3);
        }

        Assert.True(double.IsFinite(loss));
    }

    [Fact]
    public void Streaming_AnswersAsTheSequence()
    {
        MadeUpLayer layer = Layer();
        using var arena = new Arena(_backend);
        var tape = new Tape(_backend, arena);
        tape.Begin(TapeMode.Inference);
        float[] whole = layer.Forward(tape, tape.Input(_input, new Shape(T, I)), new Packing([T])).Hidden.Value
            .ToArray();
        using var session = new StreamingSession(_backend, layer);
        var row = new float[H];
        for (int t = 0; t < T; t++)
        {
            session.Step(_input.AsSpan(t * I, I), row);
            Assert.All(row, (value, u) => Assert.Equal(whole[(t * H) + u], value, 1e-5));
        }
    }

    [Fact]
    public void ErrorFlow_IsMeasuredByTheTape()
    {
        var flow = GradientFlow.Of(_backend, Layer(), _input);
        Assert.Equal("h", Assert.Single(flow.Parts).Name);
        Assert.Equal("", flow.Parts[0].TheoryName);
    }

    public static TheoryData<string> Refusals => [.. All().Select(place => place.Name)];

    [Theory]
    [MemberData(nameof(Refusals))]
    public void Place_ThatNeedsMore_RefusesItByName(string name)
    {
        (_, Action<MadeUpCellTests> run) = All().Single(place => place.Name == name);
        AssertNamed(Assert.ThrowsAny<Exception>(() => run(this)));
    }

    [Fact]
    public void Importers_DoNotTakeItForAnother()
    {
        Assert.False(KerasRecurrent.IsOne("MGU"));
        StateModule module = Assert.Single(
            StateModule.Find([Foreign("weight_ih_l0", 2 * H, I), Foreign("weight_hh_l0", 2 * H, H)]));
        Assert.Equal(StateModuleKind.Other, module.Kind);
        Assert.Null(module.Cell);
    }

    private static IEnumerable<(string Name, Action<MadeUpCellTests> Run)> All() =>
    [
        ("trace", t => NetworkTrace.Of(t._backend, t.Layer(), _input)),
        ("trace of a network", t => NetworkTrace.Of(t._backend, t.Built(), _input)),
        ("steps", t => CellWalk.Of(t._backend, t.Layer(), _input, "", 0, 2)),
        ("equations in double", t => GradientFlow.InDouble(t._backend, t.Layer(), _input)),
        ("plain chain", _ => NetworkLayer.Of(MadeUpLayer.Cell, I, H)),
        ("arrays", _ => SequenceModel.Train(new float[2, 1, I], new float[2], new() { Cell = Kind })),
        ("projection", _ => MadeUpLayer.Cell.Make(new CellSettings(I, H) { Projection = 2 })),
        ("peepholes", _ => MadeUpLayer.Cell.Make(new CellSettings(I, H) { Peepholes = true })),
        ("PyTorch", t => new StateWriter().AddTree(t.Layer(), "")),
        ("ONNX", t => RecurrentWeights.Of(t.Layer())),
        ("portable", t => StageReader.Read([new PortableLayer(t.Layer())])),
        ("step in floating point", _ => StageRun.Of(Stage(), new FloatArithmetic())),
        ("C", _ => CWeights.Kind(Stage())),
        ("web", _ => PortableCell.WordOf(Stage())),
    ];

    private static void AssertNamed(Exception refusal) =>
        Assert.Contains(MadeUpLayer.Cell.Name, refusal.Message, StringComparison.Ordinal);

    private static IEnumerable<(string Name, ICellTable Table)> Tables() =>
        from assembly in new[]
        {
            typeof(RecurrentCell).Assembly, typeof(CellWalk).Assembly, typeof(CellStack).Assembly,
            typeof(Stage).Assembly, typeof(Forecasting.Forecaster).Assembly,
        }
        from type in assembly.GetTypes()
        where !type.ContainsGenericParameters
        from field in type.GetFields(BindingFlags.Static | BindingFlags.Public | BindingFlags.NonPublic)
        where typeof(ICellTable).IsAssignableFrom(field.FieldType)
        select ($"{type.Name}.{field.Name}", (ICellTable)field.GetValue(null)!);

    private static IEnumerable<RecurrentLayer> Recurrent(Layer layer) =>
        (layer is RecurrentLayer own ? [own] : Enumerable.Empty<RecurrentLayer>())
            .Concat(layer.Layers.SelectMany(Recurrent));

    private static RecurrentStage Stage() => new(
        "layer", MadeUpLayer.Cell, new WeightMatrix(2 * H, I, new float[2 * H * I]),
        new WeightMatrix(2 * H, H, new float[2 * H * H]), new float[2 * H], H);

    private static ForeignTensor Foreign(string name, params int[] sizes) =>
        new("file", name, sizes, values => values.Clear());

    private MadeUpLayer Layer()
    {
        var layer = (MadeUpLayer)MadeUpLayer.Cell.Make(new CellSettings(I, H));
        layer.Build(_backend, 1);
        return layer;
    }

    private Stack Built()
    {
        var network = new Stack(new Lstm(I, I), MadeUpLayer.Cell.Make(new CellSettings(I, H)));
        network.Build(_backend, 1);
        return network;
    }

    // Σ cos(k)·h_k over two sequences, one shorter than the other.
    private double Loss(MadeUpLayer layer)
    {
        using var arena = new Arena(_backend);
        var tape = new Tape(_backend, arena);
        layer.ClearGradients(_backend);
        tape.Begin(TapeMode.Training);
        Variable hidden = layer.Forward(tape, tape.Input(_input, new Shape(T, I)), new Packing([2, T - 2])).Hidden;
        float[] weights = [.. Enumerable.Range(0, T * H).Select(k => MathF.Cos(k))];
        tape.SetGradient(hidden, tape.Input(weights, new Shape(T, H)).Value);
        tape.Propagate();
        return hidden.Value.ToArray().Zip(weights, (h, weight) => (double)h * weight).Sum();
    }
}
