using Carousel.Autograd;
using Carousel.Kernels;
using Carousel.Layers;
using Carousel.Networks;
using Carousel.Tensors;

namespace Carousel.Interchange.Tests.Onnx.Writing;

/// <summary>
/// Each layer as ONNX Runtime computes it, against the layer itself, at two sizes, with ragged lengths.
/// </summary>
public sealed class LayerGraphTests
{
    private const double Tolerance = 1e-5;

    // A sum of size 40 has digits of 4e-6.
    private const double OfShut = 1e-4;

    [Theory]
    [InlineData("lstm")]
    [InlineData("gru after")]
    [InlineData("gru before")]
    [InlineData("elman")]
    [InlineData("projected")]
    [InlineData("peepholes")]
    [InlineData("peepholes projected")]
    [InlineData("mingru")]
    [InlineData("minlstm")]
    [InlineData("slstm")]
    [InlineData("slstm of heads")]
    [InlineData("slstm exponential")]
    [InlineData("mlstm")]
    [InlineData("mlstm of heads exponential")]
    [InlineData("delta")]
    [InlineData("delta of heads")]
    public void Recurrent_IsTheSame_WithOneToThreeLayersInOneDirectionAndInBoth(string cell)
    {
        var cases = new List<GraphCase>();
        foreach (int layers in new[] { 1, 2, 3 })
        {
            cases.AddRange(Cases(Stacked(cell, layers, isBidirectional: false), hasLengths: false));
            cases.AddRange(Cases(Stacked(cell, layers, isBidirectional: false), hasLengths: true));
            cases.AddRange(Cases(Stacked(cell, layers, isBidirectional: true), hasLengths: true));
        }

        double difference = GraphCase.LargestDifference(cases);
        TestContext.Current.TestOutputHelper!.WriteLine($"{cell}: {difference:0.0e0}");
        Assert.InRange(difference, 0, Tolerance);
    }

    /// <summary>Cells that run backwards from states that are given, and cells that are drawn step by step.</summary>
    [Theory]
    [InlineData("lstm")]
    [InlineData("gru after")]
    [InlineData("projected")]
    [InlineData("peepholes projected")]
    [InlineData("mingru")]
    [InlineData("minlstm")]
    [InlineData("slstm of heads exponential")]
    [InlineData("mlstm of heads")]
    [InlineData("delta of heads decaying")]
    public void States_AreTaken_BackwardsAndByTheStep(string cell)
    {
        double difference = GraphCase.LargestDifference(GraphCase.Of(Given(cell), "made"));
        TestContext.Current.TestOutputHelper!.WriteLine($"{cell}: {difference:0.0e0}");
        Assert.InRange(difference, 0, Tolerance);
    }

    /// <summary>Gates that are all but shut: what counts is by how much one is less so than the other.</summary>
    [Theory]
    [InlineData("minlstm")]
    [InlineData("slstm")]
    [InlineData("slstm exponential")]
    public void ShutGates_AreTheSame(string cell) =>
        Assert.InRange(GraphCase.LargestDifference(GraphCase.Of(Shut(cell), "made")), 0, OfShut);

    [Theory]
    [InlineData("dense")]
    [InlineData("normalised")]
    [InlineData("convolution")]
    [InlineData("dilated")]
    [InlineData("causal convolution")]
    public void Layers_AreTheSame(string kind)
    {
        using var backend = new CpuBackend(1);
        SequenceLayer layer = kind switch
        {
            "dense" =>
                new Stack(
                    new Lstm(4, 4), new Dense(4, 4, ElementwiseFunction.Gelu),
                    new Dense(4, 3, ElementwiseFunction.Softplus)),
            "normalised" => new Stack(new LayerNorm(4), new Gru(4, 5), new LayerNorm(5)),
            "convolution" => new SequenceConvolution(4, 5, 3, activation: ElementwiseFunction.Relu),
            "dilated" => new SequenceConvolution(4, 5, 3, dilation: 2),
            _ => new SequenceConvolution(4, 5, 3, dilation: 2, causal: true),
        };
        Draw(layer, backend);
        Assert.InRange(GraphCase.LargestDifference(Cases(layer, hasLengths: false)), 0, Tolerance);
    }

    [Theory]
    [InlineData(PoolingKind.Last)]
    [InlineData(PoolingKind.Mean)]
    [InlineData(PoolingKind.Max)]
    [InlineData(PoolingKind.Attention)]
    public void Pooling_LeavesOutWhatLiesBehindASequencesEnd(PoolingKind kind)
    {
        using var backend = new CpuBackend(1);
        var pooling = new Pooling(4, kind);
        Draw(pooling, backend);
        IReadOnlyList<GraphCase> cases = GraphCase.Of(
        [
            new ModelGraph(
                "ragged", "",
                graph => { GraphValue x = Input(graph, 4); graph.Output(
                    "pooled", graph.Pool(pooling, x, graph.Lengths("lengths", x))); }),
            new ModelGraph("whole", "", graph => graph.Output("pooled", graph.Pool(pooling, Input(graph, 4)))),
        ], "made");
        Assert.InRange(GraphCase.LargestDifference(cases), 0, Tolerance);
    }

    [Theory]
    [InlineData(AttentionScore.Additive)]
    [InlineData(AttentionScore.General)]
    [InlineData(AttentionScore.Dot)]
    public void Attention_IsTheSame(AttentionScore score)
    {
        using var backend = new CpuBackend(1);
        var attention = new CrossAttention(4, 4, score);
        Draw(attention, backend);
        IReadOnlyList<GraphCase> cases = GraphCase.Of(
        [
            new ModelGraph("attention", "", graph =>
            {
                GraphValue memory = Input(graph, 4), query = graph.Numbers("query", GraphAxis.Rows, Named(4));
                (GraphValue seen, GraphValue weights) = graph.Attend(
                    attention, query, memory, graph.Remember(attention, memory), graph.Lengths("lengths", memory));
                graph.Output("context", seen);
                graph.Output("weights", weights);
            }),
        ], "made");
        Assert.InRange(GraphCase.LargestDifference(cases), 0, Tolerance);
    }

    private static ModelGraph[] Shut(string cell)
    {
        using var backend = new CpuBackend(1);
        RecurrentLayer layer = Cell(cell, 4, reverse: false);
        Draw(layer, backend);

        // The first two gates of each are those that keep and take.
        float[] biases = layer.B.Value.ToArray();
        layer.B.Set([.. biases.Select((b, row) => row < 2 * layer.HiddenSize ? (10 * b) - 40 : b)]);
        return Graphs(layer, hasLengths: true);
    }

    private static IReadOnlyList<GraphCase> Cases(SequenceLayer layer, bool hasLengths) =>
        GraphCase.Of(Graphs(layer, hasLengths), "made");

    private static ModelGraph[] Graphs(SequenceLayer layer, bool hasLengths) =>
    [
        new ModelGraph("layers", "", graph =>
        {
            GraphValue x = Input(graph, layer.InputSize);
            GraphValue? lengths = hasLengths ? graph.Lengths("lengths", x) : null;
            GraphState? start = layer.IsCausal && layer.StateSize > 0 ? graph.StateOf(layer, GraphAxis.Rows) : null;
            (GraphValue output, GraphState final) = graph.Run(layer, x, lengths, start);
            graph.Output("output", output);
            if (start is not null)
            {
                graph.Output(layer, final);
            }
            else if (final.Cells.Count > 0)
            {
                graph.Output("final", graph.Join(final));
            }
        }),
        new ModelGraph(
            "layers from their own start", "",
            graph => graph.Output("output", graph.Run(layer, Input(graph, layer.InputSize)).Output)),
    ];

    private static ModelGraph[] Given(string cell)
    {
        using var backend = new CpuBackend(1);
        SequenceLayer back = Cell(cell, 4, reverse: true), ahead = Cell(cell, 4, reverse: false);
        Draw(back, backend);
        Draw(ahead, backend);
        ModelGraph Backwards(bool hasLengths) => new("backwards", "", graph =>
        {
            GraphValue x = Input(graph, 4);
            (GraphValue output, GraphState final) = graph.Run(
                back, x, hasLengths ? graph.Lengths("lengths", x) : null, graph.StateOf(back, GraphAxis.Rows));
            graph.Output("output", output);
            graph.Output(back, final);
        });
        return
        [
            Backwards(hasLengths: false), Backwards(hasLengths: true),
            new ModelGraph("a step", "", graph =>
            {
                (GraphValue output, GraphState final) = graph.Step(
                    ahead, graph.Numbers("input", GraphAxis.Rows, Named(4)), graph.StateOf(ahead, GraphAxis.Rows));
                graph.Output("output", output);
                graph.Output(ahead, final);
            }),
        ];
    }

    private static Stack Stacked(string cell, int layers, bool isBidirectional)
    {
        var made = new List<SequenceLayer>();
        int inputs = 4;
        for (int l = 0; l < layers; l++)
        {
            SequenceLayer ahead = Cell(cell, inputs, reverse: false);
            made.Add(isBidirectional ? new Bidirectional(ahead, Cell(cell, inputs, reverse: true)) : ahead);
            inputs = made[^1].OutputSize;
        }

        var stack = new Stack([.. made]);
        using var backend = new CpuBackend(1);
        Draw(stack, backend);
        return stack;
    }

    private static RecurrentLayer Cell(string cell, int inputs, bool reverse)
    {
        bool Has(string part) => cell.Contains(part, StringComparison.Ordinal);
        return cell switch
        {
            "gru after" => new Gru(inputs, 5, reverse: reverse),
            "gru before" => new Gru(inputs, 5, resetAfter: false, reverse: reverse),
            "elman" => new Elman(inputs, 5, reverse),
            _ when RecurrentCell.Find(cell.Split(' ')[0]) is { } other and not { Word: "lstm" } =>
                other.Make(new CellSettings(inputs, 6)
                {
                    Reverse = reverse,
                    Options = new CellOptions
                    {
                        Heads = !Has("heads") ? 0 : other.MatrixHeads is null ? 3 : 2,
                        ExponentialForget = Has("exponential"),
                        Decays = Has("decaying"),
                    },
                }),
            _ => new Lstm(inputs, 5, reverse, new LstmOptions
            {
                Projection = Has("projected") ? 3 : 0,
                Peepholes = Has("peepholes"),
            }),
        };
    }

    private static GraphValue Input(INetworkGraph graph, int features) =>
        graph.Numbers("input", GraphAxis.Sequences, Named(features));

    private static PortableInput Named(int features) =>
        new([.. Enumerable.Range(0, features).Select(f => new PortableValue($"x{f}"))]);

    /// <summary>Every weight is drawn: biases and peepholes that begin at zero would hide a wrong order.</summary>
    private static void Draw(Layer layer, CpuBackend backend)
    {
        layer.Build(backend, 7);
        foreach (Parameter parameter in layer.Parameters)
        {
            var values = new float[parameter.Shape.Length];
            new CounterRandom(11, CounterRandom.Purpose(parameter.Name)).Uniform(0, values);
            parameter.Set([.. values.Select(v => (2 * v) - 1)]);
        }

        foreach (RecurrentLayer one in Recurrent(layer).Where(l => l is MatrixLayer<MlstmCell<ExponentialForget>>))
        {
            // A forget gate that keeps more than all lets e^−m vanish: the quotient then has no digits where nᵀq is 0.
            float[] biases = one.B.Value.ToArray();
            one.B.Set([.. biases.Select((b, row) => row >= biases.Length - one.Heads ? b - 2 : b)]);
        }
    }

    private static IEnumerable<RecurrentLayer> Recurrent(Layer layer) =>
        layer is RecurrentLayer own ? [own] : layer.Layers.SelectMany(Recurrent);
}
