using System.Runtime.InteropServices;
using System.Text.RegularExpressions;
using Carousel.Interchange.Onnx.Protocol;
using Carousel.Interchange.Onnx.Running;
using Carousel.Interchange.Onnx.Writing;
using Carousel.Jobs.Graphs;
using Carousel.Kernels.Elementwise;
using Carousel.Layers;
using Carousel.Memory;
using Google.Protobuf;

namespace Carousel.Interchange.Tests.Onnx.Writing;

/// <summary>
/// Files are held against their model before they leave: those of every job are equal, and a wrong one is found.
/// </summary>
public sealed partial class OnnxCheckTests
{
    [Theory]
    [InlineData("language")]
    [InlineData("language tied gru")]
    [InlineData("classify causal last")]
    [InlineData("classify attention")]
    [InlineData("forecast encoder-decoder")]
    [InlineData("forecast without a regression")]
    [InlineData("forecast segment")]
    [InlineData("anomaly forecast")]
    [InlineData("anomaly events")]
    [InlineData("survive")]
    [InlineData("tag words")]
    [InlineData("tag numbers")]
    [InlineData("tag characters in a chain")]
    [InlineData("music")]
    [InlineData("transcribe")]
    [InlineData("transcribe causal")]
    [InlineData("network")]
    [InlineData("language minlstm")]
    [InlineData("forecast encoder-decoder slstm")]
    [InlineData("forecast encoder-decoder mlstm")]
    [InlineData("language delta")]
    [InlineData("tag numbers in both directions mingru")]
    [InlineData("network of both directions")]
    public async Task Files_GiveTheModelsNumbers(string job)
    {
        using IGraphModel model = await TinyGraphModels.MakeAsync(job);

        OnnxCheck check = OnnxCheck.Of(model, OnnxExport.Write(model));

        Assert.True(check.IsExact);
        Assert.InRange(check.LargestDifference ?? double.NaN, 0, 1e-5);
        Assert.Matches(@"^checked: largest difference \d\.\de-?\d+ over 2 sizes$", check.Sentence);
    }

    [Theory]
    [InlineData("language")]
    [InlineData("language tied gru")]
    [InlineData("classify causal last")]
    [InlineData("forecast without a regression")]
    public async Task WeightsInBytes_GiveTheModelsNumbers_WhereNothingIsRounded(string job)
    {
        using IGraphModel model = await TinyGraphModels.MakeAsync(job);
        QuantisedMatrix[] before = Quantise(model);

        OnnxCheck check = OnnxCheck.Of(model, OnnxExport.Write(model));

        Assert.False(check.IsExact);
        Assert.InRange(check.LargestDifference ?? double.NaN, 0, 1e-5);
        Assert.InRange(check.RoundingDifference ?? double.NaN, 1e-7, 0.1);
        Assert.Matches(
            @"^checked: largest difference \d(\.\de-?\d+|\.0e0) over 2 sizes with nothing rounded that .*; "
            + @"rounded to 8 bits, by the file's rule and by Carousel's, \d\.\de-\d$", check.Sentence);
        Assert.Equal(
            before, model.Networks.SelectMany(n => n.Parameters).Select(p => p.Quantised).OfType<QuantisedMatrix>());
    }

    /// <summary>A byte, a scale, and rows of gates in another order, which in use lie within what is rounded.</summary>
    [Theory]
    [InlineData("language")]
    [InlineData("classify causal last")]
    [InlineData("language tied gru")]
    public async Task AWrongWeightInBytes_IsFound_WhicheverItIs(string job)
    {
        using IGraphModel model = await TinyGraphModels.MakeAsync(job);
        Quantise(model);
        OnnxFile file = OnnxExport.Write(model)[0];
        TensorProto[] stored =
        [
            .. Read(file).Graph.Initializer.Where(
                t => t.Dims.Count > 1
                    && (t.DataType == (int)TensorProto.Types.DataType.Int8
                        || t.Name.EndsWith("_scale", StringComparison.Ordinal))
                        && !t.Name.EndsWith("zero_point", StringComparison.Ordinal)),
        ];
        Assert.NotEmpty(stored);
        foreach (TensorProto one in stored)
        {
            OnnxFile wrong = Changed(file, proto =>
            {
                TensorProto tensor = proto.Graph.Initializer.Single(t => t.Name == one.Name);
                byte[] bytes = tensor.RawData.ToByteArray();
                if (tensor.DataType == (int)TensorProto.Types.DataType.Int8)
                {
                    // The largest weight with the other sign.
                    int at = Enumerable.Range(0, bytes.Length).MaxBy(i => Math.Abs((int)(sbyte)bytes[i]));
                    bytes[at] = (byte)-(sbyte)bytes[at];
                }
                else
                {
                    MemoryMarshal.Cast<byte, float>(bytes.AsSpan())[0] *= 1.5f;
                }

                tensor.RawData = ByteString.CopyFrom(bytes);
            });

            var exception = Assert.Throws<OnnxCheckException>(
                () => OnnxCheck.Of(model, [wrong, .. OnnxExport.Write(model).Skip(1)]));
            Assert.Contains("from what the model computes", exception.Message, StringComparison.Ordinal);
        }
    }

    [Theory]
    [InlineData("language")]
    [InlineData("tag characters in a chain")]
    [InlineData("forecast without a regression")]
    [InlineData("network of both directions")]
    [InlineData("language minlstm")]
    public async Task AWrongWeight_IsFound_WhicheverItIs(string job)
    {
        using IGraphModel model = await TinyGraphModels.MakeAsync(job);
        OnnxFile file = Assert.Single(OnnxExport.Write(model));
        string[] matrices =
        [
            .. Read(file).Graph.Initializer.Where(
                t => t.DataType == (int)TensorProto.Types.DataType.Float && t.Dims.Count > 1).Select(t => t.Name),
        ];
        Assert.NotEmpty(matrices);
        foreach (string name in matrices)
        {
            OnnxFile wrong = Changed(file, proto =>
            {
                TensorProto tensor = proto.Graph.Initializer.Single(t => t.Name == name);
                float[] values = MemoryMarshal.Cast<byte, float>(tensor.RawData.Span).ToArray();
                values.AsSpan().Reverse();
                values[0] += 0.25f;
                tensor.RawData = ByteString.CopyFrom(MemoryMarshal.AsBytes<float>(values));
            });

            var exception = Assert.Throws<OnnxCheckException>(() => OnnxCheck.Of(model, [wrong]));
            Assert.Matches(
                "^model.onnx: the output '.*' at . steps of . sequences? differs by .* from what the model computes, "
                + "where .* is allowed. The file is not written.$", exception.Message);
        }
    }

    [Fact]
    public void AnOperatorThatIsNotRun_LeavesTheFileUnchecked()
    {
        using IGraphModel model = TinyGraphModels.Network(isBidirectional: true);
        OnnxFile file = Changed(
            OnnxExport.Write(model)[0], proto => proto.Graph.Node.First(n => n.OpType == "Relu").OpType = "Celu");

        OnnxCheck check = OnnxCheck.Of(model, [file]);

        Assert.Null(check.LargestDifference);
        Assert.Matches("^not checked: .*Celu.*does not run", check.Sentence);
    }

    [Fact]
    public void AFileThatCannotBeReadBack_IsRefused()
    {
        using IGraphModel model = TinyGraphModels.Network(isBidirectional: false);
        OnnxFile file = OnnxExport.Write(model)[0];

        var cut = Assert.Throws<OnnxCheckException>(
            () => OnnxCheck.Of(model, [file with { Bytes = file.Bytes[..^20] }]));
        var renamed = Assert.Throws<OnnxCheckException>(
            () =>
                OnnxCheck.Of(
                    model,
                    [
                        Changed(
                            file,
                            proto =>
                                proto.Graph.Output[0].Name = proto.Graph.Node.First(
                                    n => n.Output[0] == proto.Graph.Output[0].Name).Output[0] = "else"),
                    ]));

        Assert.Contains("can't be run as it was made", cut.Message, StringComparison.Ordinal);
        Assert.Contains("has nothing in place of", renamed.Message, StringComparison.Ordinal);
    }

    /// <summary>The texts in the writer's sources that look like an operator's name are one, and it runs.</summary>
    [Fact]
    public void EveryOperatorOfTheWriter_Runs()
    {
        string folder = Path.Combine(
            Path.GetDirectoryName(Path.GetDirectoryName(Path.GetDirectoryName(Testing.Parity.File("x"))!)!)!, "src",
            "Carousel.Interchange", "Onnx", "Writing");
        string[] functions =
        [
            .. Enum.GetValues<ElementwiseFunction>()
                .Except(
                    [
                        ElementwiseFunction.Logistic, ElementwiseFunction.Absolute, ElementwiseFunction.Square,
                        ElementwiseFunction.Gelu,
                    ]).Select(f => f.ToString()),
        ];
        string[] written =
        [
            .. Directory.GetFiles(folder, "*.cs").SelectMany(File.ReadLines)
                .Where(line => !line.TrimStart().StartsWith("///", StringComparison.Ordinal))
                .SelectMany(line => Operator().Matches(line)).Select(m => m.Groups[1].Value).Concat(functions)
                .Distinct(),
        ];

        Assert.Contains("TopK", written);
        Assert.InRange(written.Length, 40, 200);
        Assert.Empty(written.Except(OperatorCatalogue.Names).Except([Quantised.LstmOperator]));
    }

    [Fact]
    public void EveryFunction_IsTheLayersOwn()
    {
        var graph = new ModelGraph("functions", "", graph =>
        {
            GraphValue x = graph.Numbers("input", GraphAxis.Sequences, 4, "made"), above = graph.Scale(x, [1], [1.5f]);
            foreach (ElementwiseFunction function in Enum.GetValues<ElementwiseFunction>())
            {
                graph.Output(
                    function.ToString(), graph.Activate(function, function == ElementwiseFunction.Log ? above : x));
            }

            graph.Output("sorted", graph.Sort(x, 2));
        });

        Assert.InRange(
            OnnxCheck.Of([graph], [OnnxExport.Write(graph, "made")], OnnxArithmetic.Same).LargestDifference
                ?? double.NaN, 1e-9, 1e-5);
    }

    private static QuantisedMatrix[] Quantise(IGraphModel model)
    {
        foreach (Layer network in model.Networks)
        {
            network.Quantise();
        }

        return [.. model.Networks.SelectMany(n => n.Parameters).Select(p => p.Quantised).OfType<QuantisedMatrix>()];
    }

    private static ModelProto Read(OnnxFile file) => ModelProto.Parser.ParseFrom(file.Bytes.Span);

    private static OnnxFile Changed(OnnxFile file, Action<ModelProto> change)
    {
        ModelProto proto = Read(file);
        change(proto);
        return file with { Bytes = proto.ToByteArray() };
    }

    [GeneratedRegex("\"([A-Z][A-Za-z]+)\"")]
    private static partial Regex Operator();
}
