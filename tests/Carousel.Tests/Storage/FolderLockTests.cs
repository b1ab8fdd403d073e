using Carousel.Storage;

namespace Carousel.Tests.Storage;

public sealed class FolderLockTests
{
    [Fact]
    public void TryTake_NamesTheHolder_UntilItIsDisposed()
    {
        using var folder = new TemporaryFolder();
        using (FolderLock? first = FolderLock.TryTake(folder.Path, out int nobody))
        {
            Assert.NotNull(first);
            Assert.Equal(0, nobody);
            Assert.Null(FolderLock.TryTake(folder.Path, out int holder));
            Assert.Equal(Environment.ProcessId, holder);
        }

        Assert.Empty(Directory.GetFileSystemEntries(folder.Path));
        using FolderLock? next = FolderLock.TryTake(folder.Path, out _);
        Assert.NotNull(next);
    }

    [Fact]
    public void TryTake_TakesWhatAKilledProcessLeft()
    {
        using var folder = new TemporaryFolder();
        File.WriteAllText(folder.File(".carousel-lock"), "left");
        using (FolderLock? taken = FolderLock.TryTake(folder.Path, out _))
        {
            Assert.NotNull(taken);
        }

        Assert.Empty(Directory.GetFileSystemEntries(folder.Path));
    }

    [Fact]
    public void TryTake_GivesTheFolderToOneAtATime_WhenManyTakeAndGiveIt()
    {
        using var folder = new TemporaryFolder();
        int holders = 0, taken = 0;
        Parallel.For(0, 2000, _ =>
        {
            using FolderLock? held = FolderLock.TryTake(folder.Path, out int _);
            if (held is not null)
            {
                Assert.Equal(1, Interlocked.Increment(ref holders));
                Interlocked.Increment(ref taken);
                Interlocked.Decrement(ref holders);
            }
        });
        Assert.True(taken > 0);
        Assert.Empty(Directory.GetFileSystemEntries(folder.Path));
    }
}
