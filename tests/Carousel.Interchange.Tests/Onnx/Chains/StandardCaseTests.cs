using Carousel.Interchange.Onnx;
using Carousel.Interchange.Onnx.Protocol;
using Carousel.Jobs.Networks;
using Carousel.Testing;
using Google.Protobuf;

namespace Carousel.Interchange.Tests.Onnx.Chains;

/// <summary>
/// The cases of the ONNX standard for LSTM, GRU and RNN, from Debian's libonnx-testdata: each becomes a network that
/// gives the stored numbers. Weights, which the cases give as inputs, are put into the file first.
/// </summary>
public sealed class StandardCaseTests : IDisposable
{
    private const string Folder = "/usr/share/libonnx-testdata/data/node";

    // The tolerances of the standard: relative and absolute.
    private const double Relative = 1e-3, Absolute = 1e-7;

    private readonly string _folder = Directory.CreateTempSubdirectory("carousel-cases-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Theory]
    [InlineData("gru_batchwise")]
    [InlineData("gru_defaults")]
    [InlineData("gru_seq_length")]
    [InlineData("gru_with_initial_bias")]
    [InlineData("lstm_batchwise")]
    [InlineData("lstm_defaults")]
    [InlineData("lstm_with_initial_bias")]
    [InlineData("lstm_with_peepholes")]
    [InlineData("rnn_seq_length")]
    [InlineData("simple_rnn_batchwise")]
    [InlineData("simple_rnn_defaults")]
    [InlineData("simple_rnn_with_initial_bias")]
    public void ACase_BecomesANetworkOfItsNumbers(string name)
    {
        Needed.Require(Directory.Exists(Folder), "The package libonnx-testdata is not installed.");
        string folder = Path.Combine(Folder, "test_" + name), set = Path.Combine(folder, "test_data_set_0");
        ModelProto proto = ModelProto.Parser.ParseFrom(File.ReadAllBytes(Path.Combine(folder, "model.onnx")));
        NodeProto node = proto.Graph.Node.Single();
        bool isBatchFirst = node.Attribute.Any(a => a is { Name: "layout", I: 1 });
        TensorProto x = Tensor(set, "input_0");
        string[] given = [.. proto.Graph.Input.Select(i => i.Name)];
        for (int k = 1; k < given.Length; k++)
        {
            Give(proto.Graph, node, given[k], Tensor(set, $"input_{k}"), x.Dims[isBatchFirst ? 1 : 0]);
        }

        foreach (int axis in new[] { 0, 1 })
        {
            proto.Graph.Input[0].Type.TensorType.Shape.Dim[axis] =
                new TensorShapeProto.Types.Dimension { DimParam = axis == 0 ? "first" : "second" };
        }

        // One answer, of a free number of steps and sequences. All steps of the one direction, if there are any.
        int at = node.Output.IndexOf(proto.Graph.Output[0].Name);
        TensorProto expected = Tensor(set, "output_0");
        ValueInfoProto answer = proto.Graph.Output[0];
        proto.Graph.Output.Clear();
        if (at == 0)
        {
            proto.Graph.Initializer.Add(
                new TensorProto
                {
                    Name = "direction",
                    DataType = 7,
                    Dims = { 1 },
                    RawData = ByteString.CopyFrom(BitConverter.GetBytes(isBatchFirst ? 2L : 1L)),
                });
            proto.Graph.Node.Add(
                new NodeProto { OpType = "Squeeze", Input = { answer.Name, "direction" }, Output = { "steps" } });
            answer = new ValueInfoProto { Name = "steps", Type = new TypeProto(answer.Type) };
            answer.Type.TensorType.Shape = null;
        }

        proto.Graph.Output.Add(answer);
        proto.OpsetImport[0].Version = Math.Max(proto.OpsetImport[0].Version, 13);
        string path = Path.Combine(_folder, "model.onnx");
        File.WriteAllBytes(path, proto.ToByteArray());

        using var model = NetworkModel.Of(OnnxChain.Read(path, threads: 1).Model);

        (int T, int B) = isBatchFirst ? ((int)x.Dims[1], (int)x.Dims[0]) : ((int)x.Dims[0], (int)x.Dims[1]);
        int I = (int)x.Dims[2], H = model.Design.OutputSize;
        float[] values = Floats(x), numbers = Floats(expected);
        float[][] found = model.Run(
        [
            .. Enumerable.Range(0, B).Select(b => Enumerable.Range(0, T).SelectMany(
                t => values.AsSpan((isBatchFirst ? (b * T) + t : (t * B) + b) * I, I).ToArray()).ToArray()),
        ]);
        Assert.Equal(numbers.Length, found.Sum(f => f.Length));
        for (int b = 0; b < B; b++)
        {
            for (int k = 0; k < found[b].Length; k++)
            {
                int row = found[b].Length == H ? b : isBatchFirst ? (b * T) + (k / H) : (k / H * B) + b;
                double number = numbers[(row * H) + (k % H)];
                Assert.Equal(number, found[b][k], Absolute + (Relative * Math.Abs(number)));
            }
        }
    }

    /// <summary>Puts a weight into the file. Full lengths and states of zeros are left out: a layer has them.</summary>
    private static void Give(GraphProto graph, NodeProto node, string name, TensorProto tensor, long steps)
    {
        int place = node.Input.IndexOf(name);
        graph.Input.Remove(graph.Input.Single(i => i.Name == name));
        if (place is 4 or 5 or 6)
        {
            Assert.True(
                tensor.DataType == 1
                    ? Array.TrueForAll(Floats(tensor), v => v == 0)
                    : BitConverter.ToInt32(tensor.RawData.Span) == steps);
            node.Input[place] = "";
            return;
        }

        graph.Initializer.Add(new TensorProto(tensor) { Name = name });
    }

    private static TensorProto Tensor(string set, string name) =>
        TensorProto.Parser.ParseFrom(File.ReadAllBytes(Path.Combine(set, name + ".pb")));

    private static float[] Floats(TensorProto tensor) =>
        System.Runtime.InteropServices.MemoryMarshal.Cast<byte, float>(tensor.RawData.Span).ToArray();
}
