using System.Diagnostics;
using System.Security.Cryptography;
using System.Text;
using System.Text.RegularExpressions;
using Carousel.Server.Doors;
using Carousel.Server.Engine;
using Carousel.Server.Storage;
using Carousel.Testing;

namespace Carousel.Server.Tests.Doors;

/// <summary>Keys, their hashes, and their stored form.</summary>
[Collection(typeof(Alone))]
public sealed partial class ApiKeyTests
{
    [Fact]
    public void New_Has256RandomBits()
    {
        string[] keys = [.. Enumerable.Range(0, 1000).Select(_ => ApiKey.New())];
        Assert.All(keys, key => Assert.Matches(Form(), key));
        Assert.Equal(1000, keys.Distinct().Count());
    }

    [Fact]
    public void TryHash_IsTheSha256OfTheText()
    {
        string key = ApiKey.New();
        var hash = new byte[ApiKey.HashBytes];
        Assert.True(ApiKey.TryHash(key, hash));
        Assert.Equal(SHA256.HashData(Encoding.ASCII.GetBytes(key)), hash);
    }

    [Theory]
    [InlineData("")]
    [InlineData("csl_")]
    [InlineData("csl_0123456789012345678901234567890123456789012345")]
    [InlineData("abc_0123456789012345678901234567890123456789012")]
    [InlineData("csl_01234567890123456789012345678901234567890é")]
    public void TryHash_RefusesWhatIsNoKey(string text) =>
        Assert.False(ApiKey.TryHash(text, new byte[ApiKey.HashBytes]));

    [Fact]
    public void Rights_AreReadAsTheyWereWritten()
    {
        var rights = new KeyRights { Models = ["a", "ü\"b"], StepsPerSecond = 3, Sessions = 4, Administers = true };
        KeyRights read = KeyRights.Parse(rights.ToJson())!;
        Assert.Equal(rights.Models, read.Models);
        Assert.Equal(rights with { Models = [] }, read with { Models = [] });
    }

    [Theory]
    [InlineData("")]
    [InlineData("[]")]
    [InlineData("{}")]
    [InlineData("{\"models\":5,\"steps_per_second\":0,\"sessions\":0,\"administer\":false}")]
    [InlineData("{\"models\":[],\"steps_per_second\":1e99,\"sessions\":0,\"administer\":false}")]
    public void Rights_ThatCantBeRead_OpenNothing(string json) => Assert.Null(KeyRights.Parse(json));

    [Fact]
    public void Ring_KnowsWhoHasAKey_AndKeepsHimWhileTheKeyStays()
    {
        (string one, StoredKey storedOne) = Stored("one");
        (string two, StoredKey storedTwo) = Stored("two");
        KeyRing ring = KeyRing.Empty.With([storedOne, storedTwo]);
        Caller first = ring.Find(one, one)!, second = ring.Find(two, two)!;
        Assert.Equal(("one", "two"), (first.Name, second.Name));
        Assert.NotEqual(first.Owner, second.Owner);
        Assert.Same(ring, ring.With([storedOne, storedTwo]));
        Assert.Null(ring.Find("x", ApiKey.New()));

        KeyRing later = ring.With([storedOne]);
        Assert.Same(first, later.Find(one, one));
        Assert.Null(later.Find(two, two));

        // Another key of the same name has its sessions.
        (string again, StoredKey storedAgain) = Stored("two");
        Assert.Equal(second.Owner, later.With([storedOne, storedAgain]).Find(again, again)!.Owner);
    }

    [Fact]
    public void Find_OfAKnownHeader_AllocatesNothing()
    {
        (string key, StoredKey stored) = Stored("one");
        KeyRing ring = KeyRing.Empty.With([stored]);
        string header = "Bearer " + key;
        Allocations.AssertNone(() => ring.Find(header, header.AsSpan(7)));
    }

    [Fact]
    public void Delay_LetsTheStepsOfASecondThrough_AndThenTheRate()
    {
        var owner = new SessionOwner { Limits = new OwnerLimits(int.MaxValue, 10, null) };
        long second = Stopwatch.Frequency, now = 1000 * second;
        for (int step = 0; step < 10; step++)
        {
            Assert.Equal(0, owner.Delay(1, now));
        }

        Assert.Equal(1, owner.Delay(1, now));
        Assert.Equal(0, owner.Delay(1, now + (second / 10)));
        Assert.Equal(1, owner.Delay(1, now + (second / 10)));

        // A long request is let through whole, and paid for by those after it.
        now += 100 * second;
        Assert.Equal(0, owner.Delay(1000, now));
        Assert.Equal(100, owner.Delay(1, now));
        Assert.Equal(1, owner.Delay(1, now + (99 * second)));
        Assert.Equal(0, owner.Delay(1, now + (99 * second) + 1));
    }

    private static (string Key, StoredKey Stored) Stored(string name)
    {
        string key = ApiKey.New();
        var hash = new byte[ApiKey.HashBytes];
        ApiKey.TryHash(key, hash);
        return (key, new StoredKey(name, hash, new KeyRights().ToJson()));
    }

    [GeneratedRegex("^csl_[A-Za-z0-9_-]{43}$")]
    private static partial Regex Form();
}
