using System.Diagnostics;
using System.Text;
using Carousel.Server.Models;
using Carousel.Server.Storage;
using Carousel.Server.Tests.Engine;

namespace Carousel.Server.Tests.Models;

/// <summary>A file in the watched folder that is not a model never stops the server or the other models.</summary>
public sealed class OddFileTests : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("carousel-odd-");

    [Fact]
    public void OddFiles_AreOneSentenceEach_AndTheOthersAreServed()
    {
        byte[] model = EngineModels.FileOf(EngineModels.Lstm, 1);
        Write("good", model);
        var random = new Random(1);
        int odd = 0;
        for (; odd < 100; odd++)
        {
            Write($"cut{odd}", model[..random.Next(model.Length)]);
            byte[] changed = [.. model];
            changed[random.Next(Math.Min(1200, changed.Length))] ^= (byte)(1 << random.Next(8));
            Write($"changed{odd}", changed);
        }

        foreach ((string name, byte[] bytes) in Lacking(model))
        {
            Write(name, bytes);
        }

        Directory.CreateDirectory(Path.Combine(_folder.FullName, "folder.safetensors"));
        Directory.CreateDirectory(Path.Combine(_folder.FullName, "inner", "model.safetensors"));
        Write("empty", []);
        if (!OperatingSystem.IsWindows())
        {
            File.CreateSymbolicLink(Place("zero"), "/dev/zero");
            File.CreateSymbolicLink(Place("nowhere"), Place("missing"));
            File.CreateSymbolicLink(Place("circle"), Place("circle"));
            File.CreateSymbolicLink(Place("linked"), Place("good"));
            using var fifo = Process.Start("mkfifo", Place("fifo"));
            fifo.WaitForExit();
        }

        using var store = new SqliteStore(Path.Combine(_folder.FullName, "sessions.db"), isVolatile: true);
        using var models = new ModelCatalogue(_folder.FullName, store);
        IReadOnlyList<string> news = models.Look();
        Assert.Contains("good", models.Current.Keys);
        Assert.All(news, sentence => Assert.DoesNotContain('\n', sentence));
        Assert.True(models.Skipped > odd, $"Only {models.Skipped} files were skipped.");
        if (!OperatingSystem.IsWindows())
        {
            Assert.Contains("linked", models.Current.Keys);
            Assert.Contains(news, sentence => sentence.StartsWith("fifo: not served", StringComparison.Ordinal));
            Assert.Contains(news, sentence => sentence.StartsWith("zero: not served", StringComparison.Ordinal));
        }

        // Each is reported once.
        int skipped = models.Skipped;
        Assert.Empty(models.Look());
        Assert.Equal(skipped, models.Skipped);
    }

    [Fact]
    public void ModelsBeforeAFailureOfTheStore_AreServed_TheOthersAtTheNextLook()
    {
        Write("a", EngineModels.FileOf(EngineModels.Lstm, 1));
        Write("b", EngineModels.FileOf(EngineModels.Lstm, 2));
        Write("c", EngineModels.FileOf(EngineModels.Lstm, 3));
        using var store = new FailingStore(
            new SqliteStore(Path.Combine(_folder.FullName, "sessions.db"), isVolatile: true));
        using var models = new ModelCatalogue(_folder.FullName, store);
        int added = 0;
        store.AddFails = () => ++added == 2;
        Assert.Equal(2, models.Look().Count);
        Assert.Equal(["a"], models.Current.Keys);
        models.Look();
        Assert.Equal(["a", "b", "c"], models.Current.Keys.Order());
    }

    /// <inheritdoc/>
    public void Dispose() => _folder.Delete(recursive: true);

    private string Place(string name) => Path.Combine(_folder.FullName, name + ".safetensors");

    private void Write(string name, byte[] bytes) => File.WriteAllBytes(Place(name), bytes);

    /// <summary>The model with one property of its description under another name: it is missing.</summary>
    private static IEnumerable<(string Name, byte[] Bytes)> Lacking(byte[] model)
    {
        int head = 8 + (int)BitConverter.ToInt64(model);
        string text = Encoding.Latin1.GetString(model);
        int number = 0;
        for (int at = text.IndexOf("\\\":", StringComparison.Ordinal); at >= 0 && at < head;
            at = text.IndexOf("\\\":", at + 1, StringComparison.Ordinal))
        {
            byte[] bytes = [.. model];
            bytes[at - 1] = (byte)'~';
            yield return ($"lacking{number++}", bytes);
        }
    }
}
