using System.Globalization;
using Carousel.Interchange.Imports;
using Carousel.Interchange.Onnx;
using Carousel.Jobs.Networks;

namespace Carousel.Interchange.Tests.Onnx.Chains;

/// <summary>
/// Small graphs as other programs write them: what becomes of them, or the sentence by which they are refused. Each
/// that is read gives the numbers of ONNX Runtime.
/// </summary>
public sealed class ChainGraphTests : IDisposable
{
    private const double Tolerance = 1e-5, OfHalf = 5e-3;

    private readonly string _folder = Directory.CreateTempSubdirectory("carousel").FullName;

    public static TheoryData<string, string> Graphs => new()
    {
        { "two nodes as both directions", "bidirectional LSTM 2, dense 1" },
        { "last states of two nodes", "bidirectional GRU 2 with the reset before, last states, dense 1" },
        { "directions split and joined", "bidirectional LSTM 2, dense 1" },
        { "both directions, last step of each", "bidirectional LSTM 2, last step, dense 1" },
        { "reverse node, first step", "reverse LSTM 2, last states, dense 1" },
        { "sequences first by layout", "LSTM 2, last step, dense 1" },
        { "dropout and identity between", "LSTM 2, LSTM 2, dense 1 with relu" },
        { "last step by slice and reshape", "LSTM 2, last step, dense 1" },
        { "largest by a pooling", "LSTM 2, maximum of the steps, dense 1" },
        { "constants beside layers", "dense 3, LSTM 2, dense 2, dense 1" },
        { "normalised batches", "LSTM 2, dense 2, dense 1" },
        { "normalised batches of pooled steps", "LSTM 2, last step, dense 3" },
        { "one number of one unit in both directions", "bidirectional LSTM 1, dense 1" },
        { "logarithms of probabilities", "LSTM 2, last step, dense 3, softmax" },
        { "logistic behind a recurrent layer", "LSTM 2, last step, dense 2, logistic" },
        { "last cells that leave", "LSTM 2, dense 1" },
        { "half precision", "LSTM 2, dense 1" },
        { "a product without a bias", "LSTM 2, dense 1" },
        { "inputs that nothing reads", "LSTM 2, dense 1" },
        { "a state before the sequences", "LSTM 2, dense 1" },
        { "lengths before the sequences", "LSTM 2, dense 1" },
        { "all steps by a slice", "LSTM 2, dense 1" },
        { "a branch that is not read", "LSTM 2, dense 1" },
    };

    public static TheoryData<string, string> Refusals => new()
    {
        { "reverse before forward",
            "node 'the Concat' (Concat) joins values that are not the forward and reverse directions of one layer" },
        { "one direction alone", "node 'the MatMul' (MatMul) reads one direction of a layer without the other" },
        { "sum of directions", "node 'the Add' (Add) adds two values of the chain" },
        { "first step", "node 'the Gather' (Gather) takes steps other than the last" },
        { "first step of both directions",
            "node 'the MatMul' (MatMul) reads the first step, which is an answer only of a layer that runs from "
            + "the last step to the first" },
        { "sum of the steps",
            "node 'the MatMul' (MatMul) reads the sum of all steps, but Carousel pools only by" },
        { "clip", "node 'the LSTM' (LSTM) has clip, input_forget or the activations" },
        { "unknown operator", "node 'the NonZero' (NonZero) is not an operator that networks of Carousel use" },
        { "convolution", "node 'the Conv' (Conv) is not an operator that networks of Carousel use" },
        { "constants of another width",
            "node 'the Mul' (Mul) combines the constant float32 [2, 2] with 2 values per step" },
        { "behind a soft-max", "node 'the Relu' (Relu) follows the soft-max, which must end a network" },
        { "zeros next to the values",
            "node 'the Concat' (Concat) joins constants or another input to the values of a step" },
        { "two answers", "the model has 2 answers, 'y', 'z'" },
        { "further values beside the input",
            "node 'the Concat' (Concat) joins constants or another input to the values of a step" },
        { "further values in both directions",
            "node 'the Concat' (Concat) joins constants or another input to the values of a step" },
        { "further values added",
            "node 'the Gemm' (Gemm) reads the input 's', which is neither the sequences nor a first state of a "
            + "recurrent node nor lengths" },
        { "two inputs", "node 'the Add' (Add) reads the input 'x2', which is neither" },
        { "a state computed of an input", "node 'the MatMul' (MatMul) reads the input 'ctx', which is neither" },
        { "padding as truth values", "node 'the Mul' (Mul) reads the input 'pad', which is neither" },
        { "a class beside the steps", "node 'the Add' (Add) reads the input 'cls', which is neither" },
        { "a factor of whole numbers", "node 'the Mul' (Mul) reads the input 'n', which is neither" },
        { "cast to whole numbers", "node 'the Cast' (Cast) converts values to whole numbers" },
        { "the first 128 steps",
            "node 'the Slice' (Slice) takes places 0 to 128 of an axis of free size" },
        { "the last 128 steps", "node 'the Slice' (Slice) takes places -128 to " },
        { "one step", "node 'the LSTM' (LSTM) is fixed to one step" },
        { "columns of nothing", "node 'the Concat' (Concat) joins constants or another input to the values of a step" },
        { "pictures", "is neither [time, batch] whole numbers nor [time, batch, features] numbers" },
    };

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Theory]
    [MemberData(nameof(Graphs))]
    public void Read_MakesLayersOfAGraph(string name, string layers)
    {
        byte[] bytes = new ChainGraphs().Make(name);
        NetworkImport import = OnnxChain.Read(Write(bytes), threads: 1);
        using var model = NetworkModel.Of(import.Model);
        Assert.Equal(layers, model.Design.Describe());

        // ONNX Runtime runs no layout 1.
        if (name != "sequences first by layout")
        {
            Assert.InRange(ChainRun.Difference(bytes, model), 0, name == "half precision" ? OfHalf : Tolerance);
        }
    }

    [Theory]
    [MemberData(nameof(Refusals))]
    public void Read_RefusesAGraph_NamingTheNodeAndWhatToDo(string name, string said)
    {
        string path = Write(new ChainGraphs().Make(name));
        OnnxNotTakenException refusal = Assert.Throws<OnnxNotTakenException>(() => OnnxChain.Read(path, threads: 1));
        Assert.Contains(said, refusal.Message, StringComparison.Ordinal);
        Assert.StartsWith(path, refusal.Message, StringComparison.Ordinal);
        Assert.EndsWith(
            "; ONNX Runtime (Microsoft.ML.OnnxRuntime) runs it unchanged.", refusal.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("inputs that nothing reads", "not read for the answer 'y': the inputs 'pad', 'cls'")]
    [InlineData("a state before the sequences", "the states 'h0' begin at zero")]
    [InlineData("lengths before the sequences", "the lengths 'n' are not an input of the network")]
    public void Read_NotesWhatBecameOfEachOtherInput(string name, string said)
    {
        NetworkImport import = OnnxChain.Read(Write(new ChainGraphs().Make(name)), threads: 1);
        import.Model.Dispose();
        Assert.Contains(import.Notes, n => n.StartsWith(said, StringComparison.Ordinal));
    }

    [Fact]
    public void Read_RefusesWeightsThatAreNoNumbers_AsOtherImportsDo()
    {
        string path = Write(new ChainGraphs().Make("nothing to divide by"));
        string message = Assert.Throws<Carousel.Storage.ModelFileException>(
            () => OnnxChain.Read(path, threads: 1)).Message;
        Assert.StartsWith(
            $"{path}: 'weight' of layer 2, dense 2, has the value Infinity at place 0; a network with such weights "
            + $"gives no numbers.", message, StringComparison.Ordinal);
    }

    [Fact]
    public void Read_HoldsStoredLogarithms_AgainstTheLogarithmsOfProbabilities()
    {
        string path = Write(new ChainGraphs().Make("logarithms of probabilities"));
        using var model = NetworkModel.Of(OnnxChain.Read(path, threads: 1).Model);
        float[] probabilities = model.Run([[0.1f, -0.2f, 0.3f]])[0];
        static string Example(IEnumerable<double> output)
        {
            IEnumerable<string> numbers = output.Select(v => v.ToString("R", CultureInfo.InvariantCulture));
            return $$"""{"input": [[[0.1, -0.2, 0.3]]], "output": [[{{string.Join(", ", numbers)}}]]}""";
        }
        string check = Path.Combine(_folder, "check.json");
        File.WriteAllText(check, Example(probabilities.Select(p => Math.Log(p))));
        NetworkImport import = OnnxChain.Read(path, check, threads: 1);
        import.Model.Dispose();
        Assert.Contains(import.Notes, n => n.StartsWith("checked: 3 stored numbers", StringComparison.Ordinal));
        Assert.Contains(
            import.Notes,
            n => n.Contains("(LogSoftmax); the network answers with the probabilities", StringComparison.Ordinal));
        File.WriteAllText(check, Example(probabilities.Select(p => (double)p)));
        Assert.Contains(
            "gives different answers",
            Assert.Throws<Carousel.Storage.ModelFileException>(() => OnnxChain.Read(path, check, threads: 1)).Message,
            StringComparison.Ordinal);
    }

    private string Write(byte[] bytes)
    {
        string path = Path.Combine(_folder, "made.onnx");
        File.WriteAllBytes(path, bytes);
        return path;
    }
}
