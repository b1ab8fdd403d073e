using System.Text;
using Carousel.Interchange.PyTorch;
using Carousel.Interchange.Tensors;
using Carousel.Storage;
using Carousel.Testing;

namespace Carousel.Interchange.Tests.PyTorch;

/// <summary>Archives that were damaged, or made to run something.</summary>
public sealed class HostileTorchTests : IDisposable
{
    private const int Seed = 20261123;

    private static readonly string[] _names = ["lstm-2", "gru-1-both", "half", "checkpoint", "spread-strides", "protocol-4", "classifier", "one-storage"];

    private readonly string _folder = Directory.CreateTempSubdirectory("carousel").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public void Read_RefusesOrReads_WhenArchivesAreDamaged() => Read(1000);

    [Fact]
    [Trait("Speed", "Slow")]
    public void Read_RefusesOrReads_WhenManyArchivesAreDamaged() => TestContext.Current.TestOutputHelper!.WriteLine(Read(100_000).ToString());

    [Fact]
    public void Read_RefusesOrReads_WhenPicklesAreDamagedAndSealedAgain() => ReadPickles(1000);

    [Fact]
    [Trait("Speed", "Slow")]
    public void Read_RefusesOrReads_WhenManyPicklesAreDamagedAndSealedAgain() => TestContext.Current.TestOutputHelper!.WriteLine(ReadPickles(100_000).ToString());

    [Theory]
    [InlineData("cos\nsystem\n(X\u0004\0\0\0truetR.", "os.system")]
    [InlineData("cbuiltins\neval\n.", "builtins.eval")]
    [InlineData("ctorch\nload\n.", "torch.load")]
    [InlineData("ccollections\nOrderedDict\n(K\u0001tR.", "collections.OrderedDict")]
    [InlineData("i__main__\nThing\n.", "0x69")]
    [InlineData("}(X\u0001\0\0\0aX\u0001\0\0\0bu", "ends in the middle")]
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

    [Fact]
    public void Read_TakesNoMoreMemory_ThanAStateDictionaryOfItsSize()
    {
        string path = Path.Combine(_folder, "many.pth");
        byte[] bytes = Archive([0x80, 2, .. Enumerable.Repeat((byte)'}', 1 << 20), (byte)'.']);
        File.WriteAllBytes(path, bytes);
        ModelFileException? refused = null;
        long before = Allocations.BytesSoFar;

        try
        {
            ForeignTensors.Open(path);
        }
        catch (ModelFileException e)
        {
            refused = e;
        }

        Assert.Contains("more objects", refused?.Message, StringComparison.Ordinal);
        Assert.InRange(Allocations.BytesSoFar - before, 0, 6L * bytes.Length);
    }

    private static HostileFilesResult Read(int count)
    {
        HostileFilesResult result = HostileFiles.Read(
            [.. _names.Select(n => File.ReadAllBytes(Parity.File($"pytorch/states/{n}.pth")))], ".pth", count, Seed, ReadAll, e => e is ModelFileException);
        Assert.InRange(result.Refused, count / 2, count);
        return result;
    }

    /// <summary>The pickle alone is damaged: storages and checksums agree with it.</summary>
    private static HostileFilesResult ReadPickles(int count)
    {
        (byte[] Pickle, byte[][] Storages)[] sound = [.. _names[..1].Select(n => Parts(Parity.File($"pytorch/states/{n}.pth")))];
        return HostileFiles.Read([sound[0].Pickle], ".pth", count, Seed + 1, ReadAll, e => e is ModelFileException, pickle => Archive(pickle, sound[0].Storages));
    }

    private static void ReadAll(string path)
    {
        using var tensors = ForeignTensors.Open(path);
        foreach (ForeignTensor tensor in tensors.Tensors.Values)
        {
            tensor.Read();
        }
    }

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
        ZipEntry[] storages = [.. entries.Where(e => e.Name.Contains("/data/", StringComparison.Ordinal)).OrderBy(e => int.Parse(e.Name.Split('/')[^1], System.Globalization.CultureInfo.InvariantCulture))];
        return (Bytes(entries.Single(e => e.Name.EndsWith("data.pkl", StringComparison.Ordinal))), [.. storages.Select(Bytes)]);
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
