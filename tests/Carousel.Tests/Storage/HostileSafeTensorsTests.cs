using System.Text;
using Carousel.Storage;
using Carousel.Tensors;
using Carousel.Testing;

namespace Carousel.Tests.Storage;

/// <summary>Damaged files of tensors, with a checksum and, as other programs write them, without.</summary>
[Collection(typeof(Alone))]
public sealed class HostileSafeTensorsTests
{
    private const int Seed = 20261121;

    [Fact]
    [Trait("Speed", "Long")]
    public void Read_RefusesOrReads_WhenFilesAreDamaged() => Read(1000);

    [Fact]
    [Trait("Speed", "Slow")]
    public void Read_RefusesOrReads_WhenManyFilesAreDamaged() =>
        TestContext.Current.TestOutputHelper!.WriteLine(Read(100_000).ToString());

    [Fact]
    [Trait("Speed", "Long")]
    public void Read_RefusesOrReads_WhenNamesHaveLineEnds() => ReadLineEnds(1000);

    [Fact]
    [Trait("Speed", "Slow")]
    public void Read_RefusesOrReads_WhenManyNamesHaveLineEnds() =>
        TestContext.Current.TestOutputHelper!.WriteLine(ReadLineEnds(100_000).ToString());

    [Theory]
    [InlineData(
        "{\"a\\nb\":{\"dtype\":\"F32\",\"shape\":[1],\"data_offsets\":[0,4]}}",
        "the name of the tensor 'a\ufffdb' has a line end")]
    [InlineData(
        "{\"a\\u2028b\":{\"dtype\":\"F32\",\"shape\":[1],\"data_offsets\":[0,4]}}",
        "the name of the tensor 'a\ufffdb' has a line end")]
    [InlineData("{\"__metadata__\":{\"a\\r\":\"b\"}}", "the name of the metadata 'a\ufffd' has a line end")]
    [InlineData(
        "{\"a\":{\"dtype\":\"F\\n32\",\"shape\":[1],\"data_offsets\":[0,4]}}", "values of the type F\ufffd32; only")]
    public void Read_RefusesALineEnd_InOneLine(string header, string sentence)
    {
        byte[] text = Encoding.UTF8.GetBytes(header);
        string path = Path.GetTempFileName();
        try
        {
            File.WriteAllBytes(path, [.. BitConverter.GetBytes((long)text.Length), .. text, .. new byte[4]]);
            string message = Assert.Throws<ModelFileException>(() => SafeTensors.Read(path)).Message;
            Assert.Contains(sentence, message, StringComparison.Ordinal);
            Assert.DoesNotContain('\n', message);
        }
        finally
        {
            File.Delete(path);
        }
    }

    [Theory]
    [InlineData("{\"a\":{\"dtype\":\"F32\",\"shape\":[", "1,")]
    [InlineData("{\"a\":{\"dtype\":\"F32\",\"data_offsets\":[", "1,")]
    [InlineData("{\"a\":{\"other\":[", "[],")]
    public void Read_TakesNoMoreMemory_ThanTwiceTheFile(string first, string repeated)
    {
        byte[] header = Encoding.UTF8.GetBytes(
            first + string.Concat(Enumerable.Repeat(repeated, (1 << 20) / repeated.Length)) + "1]}}");
        string path = Path.GetTempFileName();
        try
        {
            File.WriteAllBytes(path, [.. BitConverter.GetBytes((long)header.Length), .. header]);
            Assert.Throws<ModelFileException>(() => SafeTensors.Read(path));
            long before = Allocations.BytesSoFar;
            Assert.Throws<ModelFileException>(() => SafeTensors.Read(path));
            Assert.InRange(Allocations.BytesSoFar - before, 0, (2L * header.Length) + HostileFiles.FreeBytes);
        }
        finally
        {
            File.Delete(path);
        }
    }

    [Fact]
    public void Read_StaysWellBelowTheLimit_WhenManyTensorsAreSmall()
    {
        // Damaged files are bounded by FreeBytes; a sound one of 400 tensors needs the most of all, and must leave
        // room for an exception and for code that is not compiled in full yet.
        byte[] many = Originals()[2];

        // As many rounds as it takes until all of it is compiled in full, which comes late after many other tests:
        // until
        // then the text of each shape, which the checksum takes in, puts every number of it on the heap.
        long limit = (2L * many.Length) + HostileFiles.FreeBytes - (40 << 10);
        long bytes = Allocations.OfSteadyState(
            () => SafeTensorsReader.Read(new MemoryStream(many), "many"), rounds: 5_000, enough: limit);
        Assert.InRange(bytes, 1, limit);
    }

    private static HostileFilesResult Read(int count)
    {
        HostileFilesResult result = HostileFiles.Read(
            Originals(), ".safetensors", count, Seed, path => SafeTensors.Read(path), e => e is ModelFileException);
        HostileFiles.Read(
            Originals(), ".safetensors", count, Seed, path => SafeTensors.Map(path, content => content.IsVerified),
            e => e is ModelFileException);

        // Damage in values of files without a checksum can't be seen; most of the rest must be.
        Assert.InRange(result.Refused, count / 2, count);
        return result;
    }

    /// <summary>
    /// Damaged files with a line end, or another character that ends a line somewhere, written into a text of the
    /// header.
    /// </summary>
    private static HostileFilesResult ReadLineEnds(int count)
    {
        List<byte[]> sound = Originals();
        HostileFilesResult result = HostileFiles.Read(
            sound, ".safetensors", count, Seed + 100, path => SafeTensors.Read(path), e => e is ModelFileException,
            bytes => sound.Exists(s => s.AsSpan().SequenceEqual(bytes)) ? bytes : WithLineEnd(bytes));
        Assert.InRange(result.Refused, count * 9 / 10, count);
        return result;
    }

    /// <summary>
    /// The content decides in which text of the header which character stands; the header's length goes with it.
    /// </summary>
    private static byte[] WithLineEnd(byte[] bytes)
    {
        const int lengthBytes = 8;
        string[] ends = ["\\n", "\\r", "\\u0085", "\\u2028", "\\u0000", "\\u001b"];
        int[] quotes = [.. Enumerable.Range(0, bytes.Length).Where(k => bytes[k] == (byte)'"')];
        if (quotes.Length == 0 || bytes.Length < lengthBytes)
        {
            return bytes;
        }

        int drawn = bytes.Aggregate(17, (sum, b) => unchecked((sum * 31) + b)) & int.MaxValue,
            at = quotes[drawn % quotes.Length] + 1;
        byte[] end = Encoding.ASCII.GetBytes(ends[drawn / quotes.Length % ends.Length]),
            changed = [.. bytes[..at], .. end, .. bytes[at..]];
        if (at >= lengthBytes)
        {
            BitConverter.TryWriteBytes(changed, BitConverter.ToInt64(bytes) + end.Length);
        }

        return changed;
    }

    private static List<byte[]> Originals()
    {
        var draws = new Draws(1);
        StoredTensor[] few =
        [
            new("a.weight", new Shape(4, 6), draws.Floats(24)), new("a.bias", new Shape(4), draws.Floats(4)),
            new("cube", new Shape(2, 3, 2), draws.Floats(12)),
        ];
        StoredTensor[] bytes =
        [
            new("m", QuantizedMatrix.Of(8, 6, draws.Floats(48))),
            new("n", QuantizedMatrix.Of(48, 40, draws.Floats(48 * 40))),
            new("b", new Shape(3), draws.Floats(3)),
        ];
        StoredTensor[] many =
        [
            .. Enumerable.Range(0, 400).Select(k => new StoredTensor($"layers.{k}.w", new Shape(1), draws.Floats(1))),
        ];
        byte[] sealedFew = Bytes(few), sealedBytes = Bytes(bytes), sealedMany = Bytes(many);
        return [
            sealedFew, sealedBytes, sealedMany, WithoutChecksum(sealedFew), WithoutChecksum(sealedBytes),
            WithoutChecksum(sealedMany), Bytes([new("wide", new Shape(300, 200), draws.Floats(60_000))]),
        ];
    }

    private static byte[] Bytes(StoredTensor[] tensors)
    {
        using var stream = new MemoryStream();
        SafeTensors.Write(stream, new TensorFile(tensors, [new("format", "pt"), new("note", "{\"a\":[1,2]}")]));
        return stream.ToArray();
    }

    /// <summary>The checksum's name becomes another of equal length: then it is a text like others.</summary>
    private static byte[] WithoutChecksum(byte[] bytes)
    {
        byte[] changed = [.. bytes];
        int at = changed.AsSpan().IndexOf("\"xxh3\""u8);
        Encoding.ASCII.GetBytes("\"xxh0\"").CopyTo(changed, at);
        return changed;
    }
}
