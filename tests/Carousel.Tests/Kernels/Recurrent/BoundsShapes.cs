using Carousel.Testing;

namespace Carousel.Tests.Kernels.Recurrent;

/// <summary>
/// Sizes of layers and lengths of sequences at which the tests of bounds run kernels over guarded spans.
/// </summary>
/// <remarks>
/// A kernel that leaves its spans ends the process; live output (-showLiveOutput) then says at which shape and in which
/// call.
/// </remarks>
internal static class BoundsShapes
{
    /// <summary>I, H, lengths, reverse.</summary>
    public static IEnumerable<TheoryDataRow<int, int, int[], bool>> All()
    {
        var shapes = new TheoryData<int, int, int[], bool>
        {
            { 1, 1, [0, 0], false },
            { 1, 1, [1], false },
            { 16, 16, [3, 3, 3, 3, 3, 3, 3, 3, 3, 3, 3, 3], true },
            { 64, 64, [2, 1], false },

            // Few inputs and many terms; more rows than a chunk, in one step and in several.
            { 2, 34, [.. Enumerable.Repeat(2, 270)], true },
            { 3, 17, [.. Enumerable.Repeat(9, 61), 4, 0], false },

            // Rows of da that are a multiple of 4096 bytes; more weights than go along with the time loop, with the
            // inputs and without them.
            { 8, 256, [3, 3, 1], true },
            { 300, 40, [4, 2, 1], false },
            { 3, 512, [2, 1], false },
            { 1, 530, [3, 1, 0], true },
            { 700, 530, [2, 2, 1, 1, 1], false },
        };
        var draws = new Draws(1);
        for (int k = 0; k < 24; k++)
        {
            (int I, int H, int B, int T) = (
                1 + draws.Below(70), 1 + draws.Below(70), 1 + draws.Below(k % 3 == 0 ? 4 : 40), draws.Below(13));
            int[] lengths = [.. Enumerable.Range(0, B).Select(_ => draws.Below(T + 1)).OrderDescending()];
            shapes.Add(k % 9 == 4 ? 1 + (I % 4) : I, H, lengths, draws.Below(2) == 1);
        }

        return shapes.Where(row =>
        {
            (int I, int H, int[] lengths, _) = row.Data;
            return SoftwareProducts.Allow((long)H * (I + H) * lengths.Sum());
        });
    }

    /// <summary>A shape against either end, said before anything runs.</summary>
    public static IEnumerable<GuardedMemory> Memories(int I, int H, int[] lengths, bool reverse)
    {
        foreach (GuardedEnd end in new[] { GuardedEnd.Last, GuardedEnd.First })
        {
            Say($"I = {I}, H = {H}, lengths {string.Join(' ', lengths)}, reverse {reverse}; guarded: {end}");
            using var memory = new GuardedMemory(end);
            yield return memory;
            memory.Check();
        }
    }

    /// <summary>Which call follows.</summary>
    public static void Say(string call) => TestContext.Current.TestOutputHelper?.WriteLine(call);

    /// <summary>[B+N, H] with the first B rows drawn and the rest to be overwritten.</summary>
    public static Span<float> States(GuardedMemory memory, Draws draws, int B, int N, int H)
    {
        Span<float> states = memory.Empty((B + N) * H);
        draws.Floats(B * H).CopyTo(states);
        return states;
    }

    /// <summary>Everything was written, and nothing that no one had written was read.</summary>
    public static void AreNumbers(ReadOnlySpan<float> values, string name)
    {
        foreach (float value in values)
        {
            Assert.True(float.IsFinite(value), name);
        }
    }
}
