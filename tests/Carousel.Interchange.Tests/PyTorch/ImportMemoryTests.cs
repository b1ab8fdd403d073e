using System.Text;
using System.Text.Json;
using Carousel.Interchange.PyTorch;
using Carousel.Interchange.Tensors;
using Carousel.Jobs.Networks;
using Carousel.Storage;
using Carousel.Testing;

namespace Carousel.Interchange.Tests.PyTorch;

/// <summary>The memory of an import in addition to the network's parameters, and skipped tensors.</summary>
[Collection(typeof(Alone))]
public sealed class ImportMemoryTests : IDisposable
{
    private const int Inputs = 256, Units = 256;

    private readonly string _folder = Directory.CreateTempSubdirectory("carousel").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Theory]
    [InlineData("F32", 4)]
    [InlineData("F16", 2)]
    [InlineData("BF16", 2)]
    [InlineData("I8", 1)]
    public void Read_TakesNextToNothing_BesideTheParameters(string type, int bytes)
    {
        const int gates = 4 * Units;
        string path = Write(
            ("rnn.weight_ih_l0", type, [gates, Inputs], new byte[gates * Inputs * bytes]),
            ("rnn.weight_hh_l0", type, [gates, Units], new byte[gates * Units * bytes]),
            ("rnn.bias_ih_l0", type, [gates], new byte[gates * bytes]),
            ("rnn.bias_hh_l0", type, [gates], new byte[gates * bytes]));
        TorchImport.Read(path, new() { Threads = 1 }).Model.Dispose();
        long before = Allocations.BytesSoFar;

        TorchImport.Read(path, new() { Threads = 1 }).Model.Dispose();

        // A single matrix, as float32, would be a MiB.
        Assert.InRange(Allocations.BytesSoFar - before, 0, HostileFiles.FreeBytes);
    }

    [Fact]
    public void Read_LooksThroughAStorageOnce_HoweverManyTensorsAreInIt()
    {
        const int tensors = 200, length = 50_000;
        string path = Path.Combine(_folder, "shared.pth");
        File.WriteAllBytes(path, SharedStorage(tensors, length, apart: 1));
        var counted = new CountedFile(path);

        using (var read = TorchArchive.Read(counted, path, null))
        {
            Assert.All(read.Tensors.Values, t => Assert.Equal(2, t.Read().Length));
        }

        Assert.InRange(counted.BytesRead, length * sizeof(float), 2 * new FileInfo(path).Length);
    }

    [Fact]
    public void Read_SaysWhichTensorsAreTied()
    {
        string path = Path.Combine(_folder, "tied.pth");
        File.WriteAllBytes(path, SharedStorage(tensors: 3, length: 100, apart: 0));

        using var read = ForeignTensors.Open(path);

        Assert.Equal(["tied in the file, each with separate values here: 't1' with 't0' and 1 more"], read.Notes);
    }

    [Fact]
    public void Read_PassesOverATensor_OfAKindThatIsNotRead()
    {
        string path = Write(
            ("rnn.weight_ih_l0", "F32", [8, 3], new byte[96]), ("rnn.weight_hh_l0", "F32", [8, 2], new byte[64]),
            ("scales.weight", "F8_E4M3", [2, 3], new byte[6]), ("conv.weight", "F32", [1, 1, 2, 2], new byte[16]));

        using var model = NetworkModel.Of(TorchImport.Read(path, new() { Layers = "rnn", Threads = 1 }).Model);
        string listed = Refusal(path, null), scaled = Refusal(path, "rnn,scales"), folded = Refusal(path, "rnn,conv");

        Assert.Equal("LSTM 2", model.Design.Describe());
        Assert.Contains(
            "scales: of no known kind (weight of a kind that is not read)", listed, StringComparison.Ordinal);
        Assert.EndsWith(
            "the tensor 'scales.weight' has values of the type F8_E4M3; only F32, F16, BF16, F64, signed integers, U8 "
            + "and BOOL can be read.", scaled, StringComparison.Ordinal);
        Assert.EndsWith(
            "the tensor 'conv.weight' has 4 axes; at most 3 can be read.", folded, StringComparison.Ordinal);
    }

    [Fact]
    public void Read_RefusesARecurrentTensor_OfAKindThatIsNotRead()
    {
        string path = Write(
            ("rnn.weight_ih_l0", "F32", [8, 3], new byte[96]), ("rnn.weight_hh_l0", "F32", [8, 2], new byte[64]),
            ("rnn.bias_ih_l0", "F8_E5M2", [8], new byte[8]), ("rnn.bias_hh_l0", "F32", [8], new byte[32]));

        Assert.Contains(
            "the tensor 'rnn.bias_ih_l0' has values of the type F8_E5M2", Refusal(path, null),
            StringComparison.Ordinal);
    }

    private static string Refusal(string path, string? layers) =>
        Assert.Throws<ModelFileException>(() => TorchImport.Read(path, new() { Layers = layers, Threads = 1 })).Message;

    private string Write(params (string Name, string Type, int[] Shape, byte[] Values)[] tensors)
    {
        int offset = 0;
        var header = new Dictionary<string, object>();
        foreach ((string name, string type, int[] shape, byte[] values) in tensors)
        {
            header[name] = new { dtype = type, shape, data_offsets = new[] { offset, offset += values.Length } };
        }

        byte[] text = JsonSerializer.SerializeToUtf8Bytes(header);
        string path = Path.Combine(_folder, "state.safetensors");
        File.WriteAllBytes(
            path, [.. BitConverter.GetBytes((long)text.Length), .. text, .. tensors.SelectMany(t => t.Values)]);
        return path;
    }

    private static byte[] SharedStorage(int tensors, int length, int apart)
    {
        string Text(string text) => $"X{Number(text.Length)}{text}";
        string Number(int value) => Encoding.Latin1.GetString(BitConverter.GetBytes(value));
        string storage = $"({Text("storage")}ctorch\nFloatStorage\n{Text("0")}{Text("cpu")}J{Number(length)}tQ";
        string One(int k) =>
            $"{Text(FormattableString.Invariant($"t{k}"))}ctorch._utils\n_rebuild_tensor_v2\n({storage}J"
            + $"{Number(k * apart)}J{Number(2)}\u0085J{Number(1)}\u0085tR";
        using var stream = new MemoryStream();
        var zip = new ZipWriter(stream);
        zip.Add(
            "archive/data.pkl",
            Encoding.Latin1.GetBytes(
                "\u0080\u0002}(" + string.Concat(Enumerable.Range(0, tensors).Select(One)) + "u."));
        zip.Add("archive/data/0", new byte[length * sizeof(float)]);
        zip.Finish();
        return stream.ToArray();
    }

    /// <summary>A file that counts what is read of it.</summary>
    private sealed class CountedFile(string path) : FileStream(path, FileMode.Open, FileAccess.Read, FileShare.Read, 1)
    {
        public long BytesRead { get; private set; }

        // Reads into spans come here too.
        public override int Read(byte[] buffer, int offset, int count)
        {
            int read = base.Read(buffer, offset, count);
            BytesRead += read;
            return read;
        }
    }
}
