using Carousel.Interchange.Imports;
using Carousel.Interchange.PyTorch;
using Carousel.Jobs.Networks;
using Carousel.Storage;
using Carousel.Tensors;
using Carousel.Testing;

namespace Carousel.Interchange.Tests.PyTorch;

/// <summary>State dictionaries that something is wrong or odd with: what the sentence says of them.</summary>
public sealed class OddStatesTests : IDisposable
{
    private const int Inputs = 3, Units = 8;

    private readonly string _folder = Directory.CreateTempSubdirectory("carousel").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Theory]
    [InlineData("rnn.bias_hh_l0", "rnn: LSTM 3→8 lacks the tensor 'bias_hh_l0': it needs 4 tensors and has 3.")]
    [InlineData("rnn.bias_ih_l0", "rnn: LSTM 3→8 lacks the tensor 'bias_ih_l0': it needs 4 tensors and has 3.")]
    public void Read_NamesATensor_ThatIsMissing(string missing, string sentence) =>
        Assert.EndsWith(sentence, Refusal([.. State().Where(t => t.Name != missing)]), StringComparison.Ordinal);

    [Fact]
    public void Read_NamesALayer_ThatIsMissing()
    {
        StoredTensor[] third =
        [
            .. State(8).Where(t => t.Name.StartsWith("rnn", StringComparison.Ordinal))
                .Select(
                    t => new StoredTensor(t.Name.Replace("_l0", "_l2", StringComparison.Ordinal), t.Shape, t.Values)),
        ];

        Assert.EndsWith(
            "rnn: LSTM 3→8, 3 layers lacks the tensor 'weight_ih_l1' and others: it needs 12 tensors and has 8.",
            Refusal([.. State(), .. third]), StringComparison.Ordinal);
    }

    [Fact]
    public void Read_NamesAReverseDirection_OfWhichATensorIsMissing()
    {
        StoredTensor[] reverse =
        [
            .. State().Where(t => t.Name.StartsWith("rnn", StringComparison.Ordinal))
                .Select(t => new StoredTensor(t.Name + "_reverse", t.Shape, t.Values)),
        ];
        StoredTensor[] wide =
        [
            new("fc.weight", new Shape(2, 2 * Units), new float[4 * Units]), new("fc.bias", new Shape(2), new float[2]),
        ];
        StoredTensor[] recurrent = [.. State().Where(t => t.Name.StartsWith("rnn", StringComparison.Ordinal))];

        Assert.EndsWith(
            "rnn: bidirectional LSTM 3→8 lacks the tensor 'bias_hh_l0_reverse': it needs 8 tensors and has 7.",
            Refusal([.. recurrent, .. reverse[..3], .. wide]), StringComparison.Ordinal);
        Assert.EndsWith(
            "rnn: LSTM 3→8 has 7 tensors, but needs 4; tensors of a reverse direction need all of those of "
            + "'weight_ih_l0_reverse' too.", Refusal([.. recurrent, .. reverse[1..], .. State()[^2..]]),
            StringComparison.Ordinal);
        Assert.Contains(
            "a reverse direction without a forward one", Refusal([.. reverse, .. wide]), StringComparison.Ordinal);
    }

    [Fact]
    public void Read_SaysThatMatricesStandTransposed()
    {
        StoredTensor[] both =
        [
            .. State().Select(t => t.Name.StartsWith("rnn.weight", StringComparison.Ordinal) ? Turned(t) : t),
        ], dense = [.. State().Select(t => t.Name == "fc.weight" ? Turned(t) : t)];

        Assert.Contains(
            "rnn: of no known kind (weight_ih_l0 [3, 32], weight_hh_l0 [8, 32], bias_ih_l0 [32], …), whose matrices "
            + "are transposed", Refusal(both), StringComparison.Ordinal);
        Assert.Contains(
            "fc: of no known kind (weight [8, 2], bias [2]), whose matrix is transposed", Refusal(dense),
            StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(
        5,
        "whose 32 rows are not those of 4, 3 or 1 gates of 5 units, an LSTM's, a GRU's or an RNN's; an LSTM with a "
        + "projection also has 'weight_hr_l0'")]
    [InlineData(6, "whose 32 rows are not those of 4, 3 or 1 gates of 6 units")]
    public void Read_SaysThatRowsAreNotThoseOfGates(int columns, string sentence) =>
        Assert.Contains(
            sentence,
            Refusal(
                [
                    .. State()
                        .Select(
                            t => t.Name == "rnn.weight_hh_l0"
                                ? new StoredTensor(
                                    t.Name, new Shape(4 * Units, columns), new float[4 * Units * columns])
                                : t),
                ]), StringComparison.Ordinal);

    [Theory]
    [InlineData(
        float.NaN,
        "'R' of layer 1, LSTM 8, has the value NaN at place 7; a network with such weights gives no numbers.")]
    [InlineData(float.PositiveInfinity, "'R' of layer 1, LSTM 8, has the value Infinity at place 7;")]
    public void Read_RefusesAWeight_ThatIsNoNumber(float value, string sentence)
    {
        StoredTensor[] state = State();
        float[] values = state[1].Values.ToArray();
        values[7] = value;
        state[1] = new StoredTensor(state[1].Name, state[1].Shape, values);

        Assert.Contains(sentence, Refusal(state), StringComparison.Ordinal);
    }

    [Fact]
    public void Read_SaysWhatElseCanBe_WhereAnExampleDoesNotFit()
    {
        string path = Write(
            [
                .. State(), new("example.input", new Shape(1, 2, Inputs), new float[2 * Inputs]),
                new("example.output", new Shape(1, 2, 2), new float[] { 9, 9, 9, 9 }),
            ]);

        string message = Assert.Throws<ModelFileException>(() => TorchImport.Read(path, new() { Threads = 1 })).Message;

        Assert.Contains("gives different answers", message, StringComparison.Ordinal);
        Assert.EndsWith(
            "Otherwise the weights were changed or rounded after the example was made, or their gates are in another "
            + "order than PyTorch's.", message, StringComparison.Ordinal);
    }

    [Fact]
    public void Read_SaysThatThereAreNoBiases()
    {
        NetworkImport import = TorchImport.Read(
            Write([.. State().Where(t => !t.Name.Contains("bias", StringComparison.Ordinal))]), new() { Threads = 1 });
        using var model = NetworkModel.Of(import.Model);

        Assert.Contains("'rnn' has no biases in the file (bias=False): they are zero", import.Notes);
        Assert.Contains("'fc' is read as a Linear without bias: the file has none for it", import.Notes);
    }

    [Theory]
    [InlineData(
        "rnn.weight_hh_l0", "rnn.weight_hh_l0_g rnn.weight_hh_l0_v",
        "(weight normalisation). Turn it into a plain weight before saving: "
        + "torch.nn.utils.remove_weight_norm(model.rnn, 'weight_hh_l0')")]
    [InlineData(
        "rnn.weight_hh_l0",
        "rnn.parametrizations.weight_hh_l0.original0 rnn.parametrizations.weight_hh_l0.original1",
        "(a parametrization). Turn it into a plain weight before saving: "
        + "torch.nn.utils.parametrize.remove_parametrizations(model.rnn, 'weight_hh_l0')")]
    [InlineData(
        "fc.weight", "fc.weight_orig fc.weight_u fc.weight_v",
        "(spectral normalisation). Turn it into a plain weight before saving: "
        + "torch.nn.utils.remove_spectral_norm(model.fc, 'weight')")]
    [InlineData(
        "fc.weight", "fc.weight_orig fc.weight_mask",
        "(pruning). Turn it into a plain weight before saving: torch.nn.utils.prune.remove(model.fc, 'weight')")]
    public void Read_NamesAWeight_ThatPyTorchComputesFromOthers(string weight, string others, string sentence)
    {
        StoredTensor[] state =
        [
            .. State().Where(t => t.Name != weight),
            .. others.Split(' ').Select(o => new StoredTensor(o, new Shape(2), new float[2])),
        ];

        Assert.Contains($"the file has '{others.Split(' ')[0]}' and no '{weight}'", Refusal(state),
            StringComparison.Ordinal);
        Assert.Contains(sentence, Refusal(state), StringComparison.Ordinal);

        // With an order, too, unless the order leaves the module out.
        string file = Write(state);
        Assert.Contains(
            sentence,
            Assert.Throws<ModelFileException>(
                () => TorchImport.Read(file, new() { Layers = "rnn,fc:softmax", Threads = 1 })).Message,
            StringComparison.Ordinal);
        if (weight == "fc.weight")
        {
            TorchImport.Read(file, new() { Layers = "rnn", Threads = 1 }).Model.Dispose();
        }
    }

    private string Refusal(StoredTensor[] tensors) =>
        Assert.Throws<ModelFileException>(() => TorchImport.Read(Write(tensors), new() { Threads = 1 })).Message;

    private string Write(StoredTensor[] tensors)
    {
        string path = Path.Combine(_folder, "state.pth");
        TorchFile.Write(path, tensors);
        return path;
    }

    private static StoredTensor Turned(StoredTensor tensor) =>
        new(tensor.Name, new Shape(tensor.Shape[1], tensor.Shape[0]), tensor.Values);

    /// <summary>An LSTM followed by a Linear.</summary>
    private static StoredTensor[] State(int inputs = Inputs)
    {
        var draws = new Draws(5);
        StoredTensor Of(string name, Shape shape) => new(name, shape, draws.Floats(shape.Length));
        return
        [
            Of("rnn.weight_ih_l0", new Shape(4 * Units, inputs)), Of("rnn.weight_hh_l0", new Shape(4 * Units, Units)),
            Of("rnn.bias_ih_l0", new Shape(4 * Units)), Of("rnn.bias_hh_l0", new Shape(4 * Units)),
            Of("fc.weight", new Shape(2, Units)), Of("fc.bias", new Shape(2)),
        ];
    }
}
