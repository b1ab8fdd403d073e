using Carousel.Server.Engine;
using Carousel.Server.Storage;

namespace Carousel.Server.Tests.Engine;

/// <summary>The table of sessions finds what a dictionary finds.</summary>
public sealed class SessionTableTests
{
    [Theory]
    [InlineData(1, 3)]
    [InlineData(2, 2)]
    public void Table_FindsWhatADictionaryFinds(int seed, int addsOfFour)
    {
        var random = new Random(seed);
        var table = new SessionTable();
        var expected = new Dictionary<UInt128, int>();
        var ids = new List<UInt128>();
        for (int turn = 0; turn < 60_000; turn++)
        {
            if (ids.Count == 0 || random.Next(4) < addsOfFour)
            {
                byte[] bytes = new byte[32];
                random.NextBytes(bytes);
                UInt128 id = SessionId.Of(bytes, isJob: turn % 2 == 0);
                long before = table.Bytes, growth = table.GrowthBytes(id);
                expected.Add(id, table.Add(new Session { Id = id, Model = 1 }));
                Assert.Equal(before + growth, table.Bytes);
                ids.Add(id);
            }
            else
            {
                int at = random.Next(ids.Count);
                UInt128 id = ids[at];
                (ids[at], ids[^1]) = (ids[^1], ids[at]);
                ids.RemoveAt(ids.Count - 1);
                table.Remove(expected[id]);
                expected.Remove(id);
                Assert.Equal(-1, table.Find(id));
            }
        }

        Assert.Equal(expected.Count, table.Count);
        Assert.All(expected, pair => Assert.Equal(pair.Value, table.Find(pair.Key)));
        Assert.Equal(expected.Count, Enumerable.Range(0, table.Places).Count(table.IsUsed));
    }
}
