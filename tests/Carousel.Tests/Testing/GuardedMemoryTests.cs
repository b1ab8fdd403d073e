using System.Globalization;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using Carousel.Testing;

namespace Carousel.Tests.Testing;

public sealed class GuardedMemoryTests
{
    [Theory]
    [InlineData(GuardedEnd.First, 5, 5)]
    [InlineData(GuardedEnd.Last, 5, -1)]
    [InlineData(GuardedEnd.First, 1000, 1010)]
    [InlineData(GuardedEnd.Last, 1000, -10)]
    public void Check_FindsAValueWrittenBesideASpan(GuardedEnd end, int length, int at)
    {
        using var memory = new GuardedMemory(end);
        memory.Empty(64).Clear();
        Span<float> span = memory.Empty(length);
        span.Clear();
        memory.Check();

        Unsafe.Add(ref MemoryMarshal.GetReference(span), at) = 0;

        Assert.Equal(
            $"Span 1, of {length} values: the value at {at} was overwritten.",
            Assert.Throws<OverrunException>(memory.Check).Message);
    }

    [Theory]
    [InlineData(GuardedEnd.First)]
    [InlineData(GuardedEnd.Last)]
    public unsafe void Span_TouchesAPageWithoutAccess(GuardedEnd end)
    {
        Assert.SkipUnless(GuardedMemory.HasPages, "Pages are guarded on Linux alone.");
        using var memory = new GuardedMemory(end);
        foreach (int length in new[] { 1, 7, 1024, 5000 })
        {
            Span<float> span = length == 7 ? memory.EmptyMemory(length).Span : memory.Empty(length);
            var first = (nuint)Unsafe.AsPointer(ref MemoryMarshal.GetReference(span));
            nuint last = first + ((nuint)length * sizeof(float)) - 1;
            Assert.Equal("rw", Access(first));
            Assert.Equal("rw", Access(last));
            Assert.Equal("--", end == GuardedEnd.First ? Access(first - 1) : Access(last + 1));
        }
    }

    [Fact]
    public void Spans_HoldWhatTheirNamesSay()
    {
        using var memory = new GuardedMemory(GuardedEnd.Last);
        Assert.True(memory.Empty(0).IsEmpty);
        Assert.True(memory.EmptyMemory(0).IsEmpty);
        Assert.DoesNotContain(memory.Empty(70).ToArray(), value => !float.IsNaN(value));
        Assert.Equal(new float[70], memory.Zeros(70).ToArray());
        Assert.Equal(new Draws(1).Floats(70, 3), memory.Drawn(new Draws(1), 70, 3).ToArray());
        memory.Check();
    }

    /// <summary>What the system says about an address: whether it may be read, and written.</summary>
    private static string Access(nuint address)
    {
        foreach (string line in File.ReadLines("/proc/self/maps"))
        {
            string[] parts = line.Split('-', ' ');
            if (address >= nuint.Parse(parts[0], NumberStyles.HexNumber, CultureInfo.InvariantCulture)
                && address < nuint.Parse(parts[1], NumberStyles.HexNumber, CultureInfo.InvariantCulture))
            {
                return line[(line.IndexOf(' ', StringComparison.Ordinal) + 1)..][..2];
            }
        }

        return "";
    }
}
