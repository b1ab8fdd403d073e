namespace Carousel.Studio.Tests;

/// <summary>Waits for conditions, and fails where they never come.</summary>
internal static class Waiting
{
    private static readonly TimeSpan _patience = TimeSpan.FromMinutes(3);

    public static async Task UntilAsync(Func<Task<bool>> condition, string what)
    {
        long begun = Environment.TickCount64;
        while (!await condition())
        {
            Assert.True(
                Environment.TickCount64 - begun < _patience.TotalMilliseconds, $"It never came that {what}.");
            await Task.Delay(20, TestContext.Current.CancellationToken);
        }
    }
}
