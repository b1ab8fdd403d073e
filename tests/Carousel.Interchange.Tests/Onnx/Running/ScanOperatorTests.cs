using Carousel.Interchange.Onnx;
using Carousel.Interchange.Onnx.Protocol;
using Carousel.Interchange.Onnx.Running;
using Carousel.Storage;
using Carousel.Testing;

namespace Carousel.Interchange.Tests.Onnx.Running;

/// <summary>Bodies that run once for each step.</summary>
public sealed class ScanOperatorTests
{
    private static readonly float[] _six = [1, 2, 3, 4, 5, 6];

    [Theory]
    [InlineData(0, 0, 0, 0, new double[] { 9, 12 }, new double[] { 1, 2, 4, 6, 9, 12 })]
    [InlineData(0, 1, 0, 0, new double[] { 9, 12 }, new double[] { 5, 6, 8, 10, 9, 12 })]
    [InlineData(0, 1, 0, 1, new double[] { 9, 12 }, new double[] { 9, 12, 8, 10, 5, 6 })]
    [InlineData(0, 0, 1, 0, new double[] { 9, 12 }, new double[] { 1, 4, 9, 2, 6, 12 })]
    [InlineData(-2, 0, -1, 1, new double[] { 9, 12 }, new double[] { 9, 4, 1, 12, 6, 2 })]
    public void Sums_FollowAxesAndDirections(
        int inputAxis, int inputDirection, int outputAxis, int outputDirection, double[] last, double[] rows)
    {
        var outputs = Run(
            Sums(inputAxis, inputDirection, outputAxis, outputDirection), OnnxTensor.Of(new float[2], 2),
            OnnxTensor.Of(_six, 3, 2));
        Assert.Equal(last, outputs["last"].ToDoubles());
        Assert.Equal(rows, outputs["rows"].ToDoubles());
        Assert.Equal(outputAxis == 0 ? [3, 2] : [2, 3], outputs["rows"].Dims.ToArray());
    }

    [Fact]
    public void AnAxisWithin_IsScannedColumnByColumn()
    {
        var outputs = Run(Sums(1, 1, 0, 0), OnnxTensor.Of(new float[3], 3), OnnxTensor.Of(_six, 3, 2));
        Assert.Equal([2.0, 4, 6, 3, 7, 11], outputs["rows"].ToDoubles());
    }

    [Fact]
    public void NoStep_LeavesTheStateAndGivesRowsOfTheSizesThatTheFileTells()
    {
        MadeOnnx made = Sums(0, 0, 1, 0);
        Body(made).Output[1].Type.TensorType.Shape = new TensorShapeProto
        {
            Dim = { new TensorShapeProto.Types.Dimension { DimValue = 2 } },
        };
        var outputs = Run(made, OnnxTensor.Of([5f, 7f], 2), OnnxTensor.Of(Array.Empty<float>(), 0, 2));
        Assert.Equal([5.0, 7], outputs["last"].ToDoubles());
        Assert.Equal([2, 0], outputs["rows"].Dims.ToArray());
    }

    /// <summary>
    /// Each step of the outer body adds a weight from outside, and the inner one multiplies through the values of the
    /// row; the outer graph's order is mixed up.
    /// </summary>
    [Fact]
    public void BodiesWithinBodies_SeeTheValuesAroundThem()
    {
        MadeOnnx inner = new MadeOnnx().Input("p", OnnxType.Float32).Input("v", OnnxType.Float32)
            .Output("q", OnnxType.Float32)
            .Node("Mul", ["p", "v"], ["pv"]).Node("Add", ["pv", "shift"], ["q"]);
        MadeOnnx outer = new MadeOnnx().Input("s", OnnxType.Float32).Input("row", OnnxType.Float32)
            .Output("t", OnnxType.Float32).Output("u", OnnxType.Float32)
            .Node(
                "Scan", ["one", "row"], ["product"], MadeOnnx.Body("body", inner), MadeOnnx.Whole("num_scan_inputs", 1))
            .Node("Add", ["s", "product"], ["t"]).Node("Identity", ["product"], ["u"]);
        MadeOnnx made = new MadeOnnx().Input("x", OnnxType.Float32, "time", "2").Input("h", OnnxType.Float32)
            .Output("last", OnnxType.Float32).Output("rows", OnnxType.Float32)
            .Weight("one", OnnxTensor.Of([1f]))
            .Node(
                "Scan", ["h", "x"], ["last", "rows"], MadeOnnx.Body("body", outer),
                MadeOnnx.Whole("num_scan_inputs", 1))
            .Node("Neg", ["one"], ["shift"]);
        made.Proto.Graph.Input[1].Type.TensorType.Shape = new TensorShapeProto();

        var outputs = Run(made, OnnxTensor.Of([0f]), OnnxTensor.Of(_six, 3, 2));

        // ((1·a − 1)·b) − 1.
        Assert.Equal([-1.0, 7, 23], outputs["rows"].ToDoubles());
        Assert.Equal([29.0], outputs["last"].ToDoubles());
    }

    [Fact]
    public void OperatorsOfBodies_AreListed()
    {
        OnnxOperator[] operators = [.. Sums(0, 0, 0, 0).Model().Operators];
        Assert.Equal(["Scan", "Add", "Identity"], operators.Select(o => o.Name));
    }

    [Fact]
    public void TheFormOfOperatorSet8_IsNotTaken()
    {
        MadeOnnx made = Sums(0, 0, 0, 0);
        made.Proto.OpsetImport[0].Version = 8;
        Assert.Contains(
            "has the form of operator set 8",
            Assert.Throws<OnnxNotTakenException>(() => new OnnxSession(made.Model())).Message,
            StringComparison.Ordinal);
    }

    [Fact]
    public void AnUnknownOperatorInABody_IsNamedWithTheOperatorAround()
    {
        MadeOnnx made = Sums(0, 0, 0, 0);
        Body(made).Node[0].OpType = "Celu";
        Assert.StartsWith(
            "made.onnx: node 'the Add' (Celu) in the body of node 'the Scan' (Scan) is an operator that Carousel does "
            + "not run.", Assert.Throws<OnnxNotTakenException>(() => new OnnxSession(made.Model())).Message,
            StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("no body", "lacks its body.")]
    [InlineData(
        "inputs", "has 2 inputs, of which it scans 2, and a body of 3 inputs and 2 outputs, which do not go together.")]
    [InlineData("axes", "has 2 scan_input_axes, where 1 are expected.")]
    [InlineData("direction", "has scan_output_directions = 2, where 0 or 1 is expected.")]
    [InlineData("axis", "has the axis 2, but its tensor has 2 axes.")]
    [InlineData("outside", "reads 'nowhere', which no operator makes")]
    [InlineData("circle", "reads 'rows' of node 'the Scan' (Scan), which waits for it in turn: a circle.")]
    [InlineData("output", "the output 'else' is made by no operator.")]
    [InlineData(
        "state",
        "has a state that was float32 [2] and is float32 [2, 2] behind step 1: a state keeps its type and sizes.")]
    [InlineData("deep", "has a body within 4 bodies of others.")]
    [InlineData(
        "many steps",
        "would bring the steps of all bodies of the run to more than 1024, which the 1 MB that it may take stand for.")]
    [InlineData("much", "would make a tensor of float32 [512, 1024]")]
    public void WhatCannotBe_IsRefusedByASentence(string what, string sentence)
    {
        MadeOnnx made = what == "axis" ? Sums(2, 0, 0, 0) : what == "direction" ? Sums(0, 0, 0, 2) : Sums(0, 0, 0, 0);
        GraphProto body = Body(made);
        NodeProto scan = made.Proto.Graph.Node[0];
        switch (what)
        {
            case "no body": scan.Attribute.RemoveAt(0); break;
            case "inputs":
                body.Input.Add(new ValueInfoProto { Name = "third" });
                scan.Attribute[1].I = 2;
                break;
            case "axes": scan.Attribute[2].Ints.Add(0); break;
            case "outside": body.Node[0].Input[0] = "nowhere"; break;
            case "circle": body.Node[0].Input[0] = "rows"; break;
            case "output": body.Output[0].Name = "else"; break;
            case "state":
                made.Weight("spread", OnnxTensor.Of([2L, 2L], 2));
                body.Node[0].OpType = "Expand";
                body.Node[0].Input[1] = "spread";
                break;
            case "deep":
                for (int depth = 0; depth < 5; depth++)
                {
                    MadeOnnx around = Sums(0, 0, 0, 0);
                    Body(around).Node.Add(made.Proto.Graph.Node[0].Clone());
                    made = around;
                }

                break;
            default: break;
        }

        if (what == "much")
        {
            made.Weight("spread", OnnxTensor.Of([1024L], 1));
            body.Node[1].OpType = "Expand";
            body.Node[1].Input.Add("spread");
        }

        int steps = what == "many steps" ? 1025 : what == "much" ? 512 : 3, width = what == "much" ? 1 : 2;
        ModelFileException? wrong = null;
        string found = "";
        try
        {
            Run(
                made, OnnxTensor.Of(new float[width], width), OnnxTensor.Of(new float[steps * width], steps, width),
                mostBytes: 1 << 20);
        }
        catch (ModelFileException exception)
        {
            (wrong, found) = (exception, exception.Message);
        }
        catch (OnnxNotTakenException exception)
        {
            found = exception.Message;
        }

        Assert.StartsWith("made.onnx: ", found, StringComparison.Ordinal);
        Assert.Contains(sentence, found, StringComparison.Ordinal);
        Assert.Equal(what == "deep", wrong is null);
    }

    /// <summary>A hundred steps of 40 KB each run in a megabyte: what a step made is let go.</summary>
    [Fact]
    public void ValuesOfSteps_AreLetGo()
    {
        MadeOnnx made = Sums(0, 0, 0, 0);
        made.Weight("spread", OnnxTensor.Of([5000L, 2L], 2)).Weight("axes", OnnxTensor.Of([0L], 1));
        GraphProto body = Body(made);
        body.Node.Insert(0, new NodeProto { OpType = "Expand", Input = { "row", "spread" }, Output = { "wide" } });
        body.Node.Insert(
            1,
            new NodeProto
            {
                OpType = "ReduceMax",
                Input = { "wide" },
                Output = { "most" },
                Attribute = { MadeOnnx.Wholes("axes", 0), MadeOnnx.Whole("keepdims", 0) },
            });
        body.Node[2].Input[1] = "most";
        var outputs = Run(
            made, OnnxTensor.Of(new float[2], 2), OnnxTensor.Of([.. Enumerable.Repeat(1f, 200)], 100, 2),
            mostBytes: 1 << 20);
        Assert.Equal([100.0, 100], outputs["last"].ToDoubles());
    }

    [Fact]
    [Trait("Against", "OnnxRuntime")]
    public void Sums_AgreeWithOnnxRuntime_InAllAxesAndDirections()
    {
        Needed.Require(OnnxRuntime.IsThere, OnnxRuntime.Missing);
        string folder = Directory.CreateTempSubdirectory("carousel-scan-").FullName;
        try
        {
            var cases = new List<(MadeOnnx Made, OnnxTensor State, OnnxTensor X)>();
            for (int number = 0; number < 36; number++)
            {
                int inputAxis = (number / 4 % 3) - 1, outputAxis = (number / 12) - 1;
                cases.Add(
                    (
                        Sums(inputAxis, number % 2, outputAxis, number / 2 % 2),
                        OnnxTensor.Of(new float[inputAxis == 0 ? 2 : 3], inputAxis == 0 ? 2 : 3),
                        OnnxTensor.Of(_six, 3, 2)));
            }

            IReadOnlyList<OnnxRuntimeAnswer> answers = OnnxRuntime.Run([.. cases.Select((c, n) =>
            {
                string path = Path.Combine(folder, $"{n}.onnx");
                File.WriteAllBytes(path, c.Made.Bytes());
                return new OnnxRuntimeCase(path, new Dictionary<string, OnnxRuntimeTensor>
                {
                    ["h"] = new("float32", c.State.Dims.ToArray(), c.State.ToDoubles()), ["x"] = new(
                        "float32", c.X.Dims.ToArray(), c.X.ToDoubles()),
                });
            })]);
            foreach (((MadeOnnx made, OnnxTensor state, OnnxTensor x), OnnxRuntimeAnswer answer) in cases.Zip(answers))
            {
                Assert.Null(answer.Error);
                foreach ((string name, OnnxTensor tensor) in Run(made, state, x))
                {
                    Assert.Equal(answer.Outputs[name].Dims, tensor.Dims.ToArray());
                    Assert.Equal(answer.Outputs[name].Data, tensor.ToDoubles());
                }
            }
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    private static MadeOnnx Sums(int inputAxis, int inputDirection, int outputAxis, int outputDirection) =>
        new MadeOnnx().Input("h", OnnxType.Float32, "state").Input("x", OnnxType.Float32, "time", "features")
            .Output("last", OnnxType.Float32).Output("rows", OnnxType.Float32)
            .Node(
                "Scan", ["h", "x"], ["last", "rows"],
                MadeOnnx.Body(
                    "body",
                    new MadeOnnx().Input("sum", OnnxType.Float32, "state").Input("row", OnnxType.Float32, "state")
                        .Output("next", OnnxType.Float32).Output("out", OnnxType.Float32)
                        .Node("Add", ["sum", "row"], ["next"]).Node("Identity", ["next"], ["out"])),
                MadeOnnx.Whole("num_scan_inputs", 1), MadeOnnx.Wholes("scan_input_axes", inputAxis),
                MadeOnnx.Wholes("scan_input_directions", inputDirection),
                MadeOnnx.Wholes("scan_output_axes", outputAxis),
                MadeOnnx.Wholes("scan_output_directions", outputDirection));

    private static GraphProto Body(MadeOnnx made) => made.Proto.Graph.Node[0].Attribute.Single(a => a.Name == "body").G;

    private static IReadOnlyDictionary<string, OnnxTensor> Run(
        MadeOnnx made, OnnxTensor state, OnnxTensor x, long mostBytes = 1L << 30)
    {
        using var session = new OnnxSession(
            made.Model(), new OnnxSessionOptions { Threads = 1, MostBytes = mostBytes });
        return session.Run(new Dictionary<string, OnnxTensor> { ["h"] = state, ["x"] = x });
    }
}
