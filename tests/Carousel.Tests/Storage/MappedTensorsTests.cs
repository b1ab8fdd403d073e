using System.Buffers.Binary;
using Carousel.Storage;
using Carousel.Tensors;
using Carousel.Testing;

namespace Carousel.Tests.Storage;

/// <summary>Tensors that look into their file.</summary>
[Collection(typeof(Alone))]
public sealed class MappedTensorsTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();
    private readonly string _path;
    private readonly TensorFile _content;

    public MappedTensorsTests()
    {
        _path = _folder.File("m.safetensors");
        var draws = new Draws(3);
        _content = new TensorFile(
            [
                new("a", new Shape(9, 11), draws.Floats(99)), new("b", new Shape(3), draws.Floats(3)),
                new("m", QuantizedMatrix.Of(8, 6, draws.Floats(48))),
            ], [new("note", "x")]);
        SafeTensors.Write(_path, _content);
    }

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Map_GivesWhatReadGives()
    {
        TensorFile read = SafeTensors.Read(_path);

        SafeTensors.Map(_path, mapped =>
        {
            Assert.True(mapped.IsVerified);
            RequireEqual(read, mapped);
            return 0;
        });
    }

    [Fact]
    public void Values_AreRefused_WhenTheMappingHasEnded()
    {
        ReadOnlyMemory<float> values = SafeTensors.Map(_path, mapped => mapped.Tensors["a"].Values);

        Assert.Throws<ObjectDisposedException>(() => values.Span[0]);
        Assert.Throws<ObjectDisposedException>(() => values.Pin());
    }

    [Fact]
    public void Map_KeepsTheOldContent_WhenTheFileIsReplaced()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "Windows replaces no file that is mapped.");
        float[] old = _content.Tensors["a"].Values.ToArray();

        float[] seen = SafeTensors.Map(_path, mapped =>
        {
            SafeTensors.Write(_path, new TensorFile([new StoredTensor("other", new Shape(1), new float[1])], []));
            return mapped.Tensors["a"].Values.ToArray();
        });

        Assert.Equal(old, seen);
    }

    [Fact]
    public void Map_Refuses_WhenAValueWasDamaged()
    {
        byte[] bytes = File.ReadAllBytes(_path);
        bytes[^60] ^= 16;
        File.WriteAllBytes(_path, bytes);

        ModelFileException refusal = Assert.Throws<ModelFileException>(() => SafeTensors.Map(_path, mapped => 0));

        Assert.Contains("does not agree with its checksum", refusal.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(-1)]
    [InlineData(-(5 << 20))]
    [InlineData(-(1310 * 2001 * sizeof(float)))]
    public void Map_Refuses_WhenAPieceOfALargeTensorWasDamaged(int place)
    {
        var large = new StoredTensor("large", new Shape(1310, 2001), new float[1310 * 2001]);
        SafeTensors.Write(_path, new TensorFile([large], []));
        Assert.True(SafeTensors.Map(_path, mapped => mapped.IsVerified));
        byte[] bytes = File.ReadAllBytes(_path);
        bytes[bytes.Length + place] ^= 1;
        File.WriteAllBytes(_path, bytes);

        Assert.Throws<ModelFileException>(() => SafeTensors.Map(_path, mapped => 0));
    }

    [Fact]
    public void Map_CopiesValues_WhenTheyLieAtOddPlaces()
    {
        byte[] bytes = File.ReadAllBytes(_path);
        int header = (int)BinaryPrimitives.ReadInt64LittleEndian(bytes);
        BinaryPrimitives.WriteInt64LittleEndian(bytes, header + 1);
        File.WriteAllBytes(_path, [.. bytes[..(8 + header)], (byte)' ', .. bytes[(8 + header)..]]);

        ReadOnlyMemory<float> copied = SafeTensors.Map(_path, mapped =>
        {
            RequireEqual(_content, mapped);
            return mapped.Tensors["a"].Values;
        });

        Assert.Equal(_content.Tensors["a"].Values.ToArray(), copied.ToArray());
    }

    [Fact]
    public void Map_NamesTheFile_WhenItIsEmptyOrMissing()
    {
        File.WriteAllBytes(_path, []);

        Assert.Contains(
            "the file is empty", Assert.Throws<ModelFileException>(() => SafeTensors.Map(_path, mapped => 0)).Message,
            StringComparison.Ordinal);
        Assert.Contains(
            "no such file", Assert.Throws<ModelFileException>(() => SafeTensors.Map(_path + "x", mapped => 0)).Message,
            StringComparison.Ordinal);
    }

    [Fact]
    public void Map_TakesTensorsWithoutValues()
    {
        foreach (string[] names in (string[][])[[], ["first"], ["first", "z"]])
        {
            var content = new TensorFile(
                [.. names.Select(n => new StoredTensor(n, new Shape(0, 3), default)), .. names.Length == 1
                    ? Array.Empty<StoredTensor>()
                    : _content.Tensors.Values], []);
            SafeTensors.Write(_path, content);

            Assert.True(SafeTensors.Map(_path, mapped =>
            {
                RequireEqual(content, mapped);
                return mapped.IsVerified;
            }));
        }
    }

    [Fact]
    public void Map_RefusesAsReadDoes_AtEveryTruncation()
    {
        byte[] bytes = File.ReadAllBytes(_path);
        for (int length = 0; length < bytes.Length; length += length < 32 ? 1 : 13)
        {
            File.WriteAllBytes(_path, bytes[..length]);

            string read = Assert.Throws<ModelFileException>(() => SafeTensors.Read(_path)).Message;
            Assert.Equal(read, Assert.Throws<ModelFileException>(() => SafeTensors.Map(_path, mapped => 0)).Message);
        }
    }

    [Fact]
    public void File_IsNoLongerMapped_WhenMapHasReturnedOrRefused()
    {
        SafeTensors.Map(_path, mapped => IsMapped() ? 0 : throw new InvalidOperationException("not mapped"));
        RequireUnmapped();

        Assert.Throws<InvalidDataException>(
            () => SafeTensors.Map<int>(_path, mapped => throw new InvalidDataException()));
        RequireUnmapped();

        byte[] bytes = File.ReadAllBytes(_path);
        bytes[^1] ^= 1;
        File.WriteAllBytes(_path, bytes);
        Assert.Throws<ModelFileException>(() => SafeTensors.Map(_path, mapped => 0));
        RequireUnmapped();
        File.Delete(_path);
    }

    [Fact]
    public void Map_AllocatesNothingOfTheSizeOfTheValues()
    {
        SafeTensors.Write(
            _path, new TensorFile([new StoredTensor("large", new Shape(1000, 1000), new float[1_000_000])], []));

        // The header, a buffer of the stream, and the objects of the mapping.
        Assert.InRange(
            Allocations.OfSteadyState(() => SafeTensors.Map(_path, mapped => mapped.Tensors["large"].Values.Length)), 1,
            64 * 1024);
    }

    [Fact]
    public void TaskOf_ReadsTheTask_OfAModelWhoseValuesAreDamaged()
    {
        new ModelFile { Task = "forecast", Configuration = "{}", Tensors = [.. _content.Tensors.Values] }.Write(_path);
        byte[] bytes = File.ReadAllBytes(_path);
        bytes[^1] ^= 1;
        File.WriteAllBytes(_path, bytes);

        Assert.Equal("forecast", ModelFile.TaskOf(_path));
        Assert.Throws<ModelFileException>(() => ModelFile.Map(_path, "forecast", _ => 0));
    }

    [Fact]
    public void TaskOf_Refuses_WhatIsNoModel() =>
        Assert.Contains(
            "not a model of this program", Assert.Throws<ModelFileException>(() => ModelFile.TaskOf(_path)).Message,
            StringComparison.Ordinal);

    private bool IsMapped() =>
        !OperatingSystem.IsLinux() || File.ReadAllText("/proc/self/maps").Contains(_path, StringComparison.Ordinal);

    /// <summary>
    /// By the list of all mappings where the system has one; where it has none, a mapped file can't be written again.
    /// </summary>
    private void RequireUnmapped()
    {
        Assert.False(OperatingSystem.IsLinux() && IsMapped());
        File.WriteAllBytes(_path, File.ReadAllBytes(_path));
    }

    private static void RequireEqual(TensorFile expected, TensorFile found)
    {
        Assert.Equal(expected.Metadata, found.Metadata);
        Assert.Equal(expected.Tensors.Keys, found.Tensors.Keys);
        foreach ((string name, StoredTensor tensor) in expected.Tensors)
        {
            Assert.Equal(tensor.Values.ToArray(), found.Tensors[name].Values.ToArray());
        }
    }
}
