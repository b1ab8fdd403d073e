namespace Carousel.Tensors;

/// <summary>
/// A long piece of work in parallel to the caller, on a new thread, so that it does not occupy one of the pool.
/// </summary>
internal static class BackgroundThread
{
    /// <summary>Starts the work.</summary>
    /// <typeparam name="T">What it gives.</typeparam>
    /// <param name="work">The work; what it throws is the task's exception.</param>
    /// <param name="name">What debuggers call the thread.</param>
    /// <returns>A task for its result.</returns>
    public static Task<T> Run<T>(Func<T> work, string name = "carousel training")
    {
        var result = new TaskCompletionSource<T>(TaskCreationOptions.RunContinuationsAsynchronously);
        var thread = new Thread(() =>
        {
            try
            {
                result.SetResult(work());
            }
            catch (OperationCanceledException exception)
            {
                result.SetCanceled(exception.CancellationToken);
            }
            catch (Exception exception)
            {
                result.SetException(exception);
            }
        })
        {
            IsBackground = true,
            Name = name,
        };
        thread.Start();
        return result.Task;
    }
}
