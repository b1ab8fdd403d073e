namespace Carousel.Testing;

/// <summary>A folder of processes that have just ended, and may still write to it.</summary>
public static class EndedFolder
{
    private static readonly TimeSpan _patience = TimeSpan.FromSeconds(30);

    /// <summary>Removes it as soon as all writers have ended.</summary>
    /// <param name="folder">The folder.</param>
    public static void Remove(string folder)
    {
        long begun = Environment.TickCount64;
        while (true)
        {
            try
            {
                Directory.Delete(folder, recursive: true);
                return;
            }
            catch (Exception exception) when (exception is IOException or UnauthorizedAccessException
                && Environment.TickCount64 - begun < _patience.TotalMilliseconds)
            {
                Thread.Sleep(100);
            }
        }
    }
}
