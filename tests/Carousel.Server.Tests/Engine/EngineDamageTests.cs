using System.Globalization;

namespace Carousel.Server.Tests.Engine;

/// <summary>Whatever byte of a store is damaged: no session answers wrongly, and each damaged one is named.</summary>
/// <remarks>By default 60 bytes of each file are damaged; CAROUSEL_DAMAGE_STRIDE=1 damages each of a smaller
/// store.</remarks>
public sealed class EngineDamageTests
{
    private const int Frame = 24 + 4096, LogHead = 32;

    private static readonly int _stride = int.TryParse(
        Environment.GetEnvironmentVariable("CAROUSEL_DAMAGE_STRIDE"), CultureInfo.InvariantCulture, out int stride)
        ? stride
        : 0;

    [Fact]
    public async Task UndamagedStore_AnswersAll()
    {
        foreach (bool isKilled in (bool[])[false, true])
        {
            using DamagedStore store = await DamagedStore.MakeAsync(isKilled);
            Assert.Null(await store.ServeAsync("", store[""]));
            Assert.Empty(store.Told);
            Assert.Equal(0, store.Damaged);
        }
    }

    [Theory]
    [InlineData(false, "", false)]
    [InlineData(false, "", true)]
    [InlineData(false, "-tail", false)]
    [InlineData(true, "-wal", false)]
    public async Task DamagedByte_GivesNoWrongAnswer(bool isKilled, string ending, bool isShort)
    {
        using DamagedStore store = await DamagedStore.MakeAsync(isKilled, isShort, isSmall: _stride == 1);
        byte[] whole = store[ending];
        var wrong = new List<string>();
        for (int at = 0; at < whole.Length; at += StrideOf(whole.Length))
        {
            byte[] bytes = [.. whole];
            bytes[at] ^= (byte)(1 << (at % 8));
            if (await store.ServeAsync(ending, bytes) is { } what)
            {
                wrong.Add($"byte {at}: {what}");
            }
        }

        TestContext.Current.TestOutputHelper?.WriteLine($"{whole.Length} bytes, one in {StrideOf(whole.Length)}.");
        Assert.True(wrong.Count == 0, $"{wrong.Count} wrong: {string.Join("\n", wrong.Take(20))}");
    }

    [Fact]
    public async Task LogCutAtAnyPage_IsReported_WithTheStepsBehindIt()
    {
        using DamagedStore store = await DamagedStore.MakeAsync(isKilled: true, isShort: true);
        byte[] whole = store["-wal"];
        int frames = (whole.Length - LogHead) / Frame, steps = 0;
        for (int kept = frames; kept >= 0; kept--)
        {
            byte[] bytes = whole[..(LogHead + (kept * Frame))];
            if ((frames - kept) % StrideOf(frames) == 0)
            {
                string? wrong = await store.ServeAsync("-wal", bytes);
                Assert.True(wrong is null, $"{kept} frames: {wrong}");
            }

            IReadOnlyList<(int Kept, int Missing)> counts = await store.CountAsync("-wal", bytes);
            steps = kept == frames ? counts[0].Kept : steps;
            Assert.True(steps > 0);
            Assert.All(counts, count => Assert.Equal(steps, count.Kept + count.Missing));
        }
    }

    [Fact]
    public async Task DamagedLog_IsReported_WithTheFramesBehindIt()
    {
        using DamagedStore store = await DamagedStore.MakeAsync(isKilled: true, isShort: true);
        byte[] bytes = [.. store["-wal"]];
        bytes[bytes.Length / 2] ^= 1;
        Assert.Null(await store.ServeAsync("-wal", bytes));
        Assert.Contains(store.Told, t => t.Contains("undamaged frames after it", StringComparison.Ordinal));
        Assert.Equal(3, store.Damaged);
    }

    [Fact]
    public async Task LostSteps_StayKnown_AfterTheirNotesAreGone_UntilTheSessionIsClosed()
    {
        foreach (int kept in (int[])[6, 60])
        {
            // With few frames the sessions themselves are lost, with more only their last steps.
            using DamagedStore store = await DamagedStore.MakeAsync(isKilled: true, isShort: true);
            Assert.Null(await store.ServeAsync("-wal", store["-wal"][..(LogHead + (kept * Frame))]));
            Assert.Equal(3, store.Damaged);
            Assert.Null(await store.ServeAgainAsync(hasTail: false));
            Assert.Equal(3, store.Damaged);
            Assert.Null(await store.ServeAgainAsync(hasTail: false, closes: true));
            Assert.Equal(3, store.Damaged);
            Assert.Null(await store.ServeAgainAsync());
            Assert.Empty(store.Told);
        }
    }

    // An odd stride reaches all places of pages and records.
    private static int StrideOf(int places) => _stride > 0 ? _stride : (places / 60) | 1;
}
