using System.Text;
using Carousel.Interchange.Imports;
using Carousel.Interchange.PyTorch;
using Carousel.Interchange.Tensors;
using Carousel.Storage;
using Carousel.Tensors;
using Carousel.Testing;

namespace Carousel.Interchange.Tests.PyTorch;

/// <summary>Archives that were damaged, or made to run something.</summary>
[Collection(typeof(Alone))]
public sealed class HostileTorchTests : IDisposable
{
    private const int Seed = 20261123;

    private static readonly string[] _names =
    [
        "lstm-2", "gru-1-both", "half", "checkpoint", "spread-strides", "protocol-4", "classifier", "one-storage",
    ];

    private readonly string _folder = Directory.CreateTempSubdirectory("carousel").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public void Read_RefusesOrReads_WhenArchivesAreDamaged() => Read(1000);

    [Fact]
    [Trait("Speed", "Slow")]
    public void Read_RefusesOrReads_WhenManyArchivesAreDamaged() =>
        TestContext.Current.TestOutputHelper!.WriteLine(Read(100_000).ToString());

    [Fact]
    public void Read_RefusesOrReads_WhenPicklesAreDamagedAndSealedAgain() => ReadPickles(1000);

    [Fact]
    [Trait("Speed", "Slow")]
    public void Read_RefusesOrReads_WhenManyPicklesAreDamagedAndSealedAgain() =>
        TestContext.Current.TestOutputHelper!.WriteLine(ReadPickles(100_000).ToString());

    [Theory]
    [InlineData("cos\nsystem\n(X\u0004\0\0\0truetR.", "os.system")]
    [InlineData("cbuiltins\neval\n.", "builtins.eval")]
    [InlineData("ctorch\nload\n.", "torch.load")]
    [InlineData(
        "ctorch\nComplexFloatStorage\n.", "has values of the kind torch.ComplexFloatStorage, which is not read")]
    [InlineData("ccollections\nOrderedDict\n(K\u0001tR.", "collections.OrderedDict")]
    [InlineData("i__main__\nThing\n.", "0x69")]
    [InlineData("}(X\u0001\0\0\0aX\u0001\0\0\0bu", "ends in the middle")]
    [InlineData("}(X\u0003\0\0\0a\nbNu.", "control character")]
    [InlineData("hR.", "recalls an object that it never had")]
    [InlineData("u.", "is damaged")]
    [InlineData("K\u0001Q.", "names a storage")]
    public void Read_RunsNothing_AndNamesWhatItRefuses(string pickle, string named)
    {
        string path = Path.Combine(_folder, "crafted.pth");
        File.WriteAllBytes(path, Archive(Encoding.Latin1.GetBytes("\u0080\u0002" + pickle)));

        string message = Assert.Throws<ModelFileException>(() => ForeignTensors.Open(path)).Message;

        Assert.Contains(named, message, StringComparison.Ordinal);
        Assert.Contains("torch.save(model.state_dict(), ", message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("}", "")]
    [InlineData("]", "")]
    [InlineData("(", "")]
    [InlineData("N", "")]
    [InlineData("h\0", "Nq\0")]
    [InlineData("(K\u0001K\u0002t", "")]
    [InlineData("(]", "")]
    [InlineData("J\u0001\u0001\u0001\0", "")]
    [InlineData("G12345678", "")]
    [InlineData("N\u0085", "N")]
    [InlineData("ctorch\nSize\n", "")]
    [InlineData("ccollections\nOrderedDict\n)R", "")]
    [InlineData("X\u0001\0\0\0aNs", "}")]
    [InlineData("Na", "]")]
    [InlineData("N\u0094", "")]
    [InlineData("X\0\u0010\0\0text", "")]
    public void Read_TakesNoMoreMemory_ThanTwiceTheFile(string repeated, string first)
    {
        string path = Path.Combine(_folder, "many.pth");
        byte[] own = Encoding.Latin1.GetBytes(
            repeated == "X\0\u0010\0\0text" ? "X\0\u0010\0\0" + new string('t', 4096) : repeated);
        byte[] bytes = Archive(
            [
                0x80, 2, .. Encoding.Latin1.GetBytes(first),
                .. Enumerable.Repeat(own, (1 << 20) / own.Length).SelectMany(b => b),
            ]);
        File.WriteAllBytes(path, Archive([0x80, 2]));
        Assert.Throws<ModelFileException>(() => ForeignTensors.Open(path));
        File.WriteAllBytes(path, bytes);
        long before = Allocations.BytesSoFar;

        try
        {
            using var tensors = ForeignTensors.Open(path);
            Assert.Fail("The archive was read.");
        }
        catch (ModelFileException)
        {
            Assert.InRange(Allocations.BytesSoFar - before, 0, (2L * bytes.Length) + HostileFiles.FreeBytes);
        }
    }

    [Fact]
    public void Read_DoesNotLookThroughTheStack_ForEachTuple()
    {
        // A search for the last mark at each of the tuples would visit 10¹⁰ objects.
        string path = Path.Combine(_folder, "deep.pth");
        byte[] deep = [.. Enumerable.Repeat((byte)'N', 100_000)];
        byte[] pickle = [0x80, 2, .. deep, .. Enumerable.Repeat((byte)0x85, 100_000), (byte)'.'];
        File.WriteAllBytes(path, Archive(pickle, new byte[8 << 20]));

        string message = Assert.Throws<ModelFileException>(() => ForeignTensors.Open(path)).Message;

        Assert.Contains("no dictionary", message, StringComparison.Ordinal);
    }

    [Fact]
    public void Read_TakesManySmallTensors_ThatWereWrittenHere()
    {
        string path = Path.Combine(_folder, "small.pth");
        TorchFile.Write(
            path,
            [
                .. Enumerable.Range(0, 200)
                    .Select(
                        k =>
                            new StoredTensor(
                                FormattableString.Invariant($"layers.{k}.weight"), new Shape(8, 8), new float[64])),
            ]);

        using var tensors = ForeignTensors.Open(path);

        Assert.Equal(200, tensors.Tensors.Count);
    }

    [Fact]
    public void Read_RefusesAProjection_WithoutAxes()
    {
        string path = Path.Combine(_folder, "projection.pth");
        File.WriteAllBytes(path, Archive(
            Encoding.Latin1.GetBytes(
                "\u0080\u0002}(" + Item("weight_ih_l0", 0, 4, (4, 1), (1, 1))
                    + Item("weight_hh_l0", 0, 4, (4, 1), (1, 1)) + Item("weight_hr_l0", 0, 4) + "u."), new byte[16]));

        Assert.Contains(
            "of no known kind",
            Assert.Throws<ModelFileException>(() => TorchImport.Read(path, new() { Threads = 1 })).Message,
            StringComparison.Ordinal);
    }

    [Theory]
    [InlineData((1L << 62) + 4, 0L, 4)]
    [InlineData((1L << 62) + 4, 1L << 61, 4)]
    [InlineData(4, 1L << 61, 0)]
    public void Read_RefusesStorages_WhoseLengthsWrap(long length, long offset, int size)
    {
        string path = Path.Combine(_folder, "wrapped.pth");
        string storage = "X\u0007\0\0\0storagectorch\nFloatStorage\nX\u0001\0\0\00X\u0003\0\0\0cpu" + Long(length);
        File.WriteAllBytes(path, Archive(
            Encoding.Latin1.GetBytes(
                "\u0080\u0002}(X\u0001\0\0\0actorch._utils\n_rebuild_tensor_v2\n((" + storage + "tQ" + Long(offset)
                    + Long(size) + "\u0085" + Long(1) + "\u0085tRu."), new byte[16]));

        ModelFileException refused = Assert.Throws<ModelFileException>(() => ReadAll(path));

        Assert.Matches("names a storage|do not fit each other", refused.Message);
    }

    private static HostileFilesResult Read(int count)
    {
        HostileFilesResult result = HostileFiles.Read(
            [.. _names.Select(n => File.ReadAllBytes(Parity.File($"pytorch/states/{n}.pth")))], ".pth", count, Seed,
            ReadAll, IsRefusal);
        Assert.InRange(result.Refused, count / 2, count);
        return result;
    }

    /// <summary>Only the pickle is damaged: storages and checksums agree with it.</summary>
    private static HostileFilesResult ReadPickles(int count)
    {
        (byte[] Pickle, byte[][] Storages)[] sound =
        [
            .. _names.Select(n => Parts(Parity.File($"pytorch/states/{n}.pth"))),
        ];
        HostileFilesResult[] results =
        [
            .. sound.Select(
                (own, k) =>
                    HostileFiles.Read(
                        [own.Pickle], ".pth", count / sound.Length, Seed + 1 + k, ReadAll, IsRefusal,
                        pickle => Archive(pickle, own.Storages))),
        ];
        return new HostileFilesResult(
            results.Sum(r => r.Files), results.Sum(r => r.Refused), results.Max(r => r.MostBytes));
    }

    private static bool IsRefusal(Exception exception) => exception is ModelFileException or ImportOptionException;

    /// <summary>All tensors, and the network that they make, with an order that was given and without.</summary>
    private static void ReadAll(string path)
    {
        IReadOnlyList<StateModule> modules;
        using (var tensors = ForeignTensors.Open(path))
        {
            modules = StateModule.Find(tensors.Tensors.Values.Where(
                t => !t.Name.StartsWith("example.", StringComparison.Ordinal)));
            foreach (ForeignTensor tensor in tensors.Tensors.Values)
            {
                tensor.Read();
            }
        }

        bool isClassifier = modules.Any(m => m.Name == "embedding");
        ForeignNetworks.Read(
            path,
            new()
            {
                Layers = isClassifier ? "embedding,rnn,final,norm,fc:softmax" : null,
                Threads = 1,
            }).Model.Dispose();
    }

    private static string Item(string name, int storage, int length, params (int Size, int Stride)[] axes) =>
        $"X{Int(name.Length)}{name}ctorch._utils\n_rebuild_tensor_v2\n((X{Int(7)}storagectorch\nFloatStorage\nX{Int(1)}"
        + $"{storage}X{Int(3)}cpu{Long(length)}tQ{Long(0)}({string.Concat(axes.Select(a => Long(a.Size)))}t("
        + $"{string.Concat(axes.Select(a => Long(a.Stride)))}ttR";

    private static string Int(int value) => Encoding.Latin1.GetString(BitConverter.GetBytes(value));

    private static string Long(long value) => "\u008a\u0008" + Encoding.Latin1.GetString(BitConverter.GetBytes(value));

    private static (byte[] Pickle, byte[][] Storages) Parts(string path)
    {
        using FileStream stream = File.OpenRead(path);
        byte[] Bytes(ZipEntry entry)
        {
            var bytes = new byte[entry.Length];
            stream.Position = entry.Offset;
            stream.ReadExactly(bytes);
            return bytes;
        }

        List<ZipEntry> entries = ZipReader.Read(stream, path);
        ZipEntry[] storages =
        [
            .. entries.Where(e => e.Name.Contains("/data/", StringComparison.Ordinal))
                .OrderBy(e => int.Parse(e.Name.Split('/')[^1], System.Globalization.CultureInfo.InvariantCulture)),
        ];
        return (
            Bytes(entries.Single(e => e.Name.EndsWith("data.pkl", StringComparison.Ordinal))),
            [.. storages.Select(Bytes)]);
    }

    private static byte[] Archive(byte[] pickle, params byte[][] storages)
    {
        using var stream = new MemoryStream();
        var zip = new ZipWriter(stream);
        zip.Add("archive/data.pkl", pickle);
        for (int k = 0; k < storages.Length; k++)
        {
            zip.Add(FormattableString.Invariant($"archive/data/{k}"), storages[k]);
        }

        zip.Finish();
        return stream.ToArray();
    }
}
