using Carousel.Site.Api;

namespace Carousel.Site;

/// <summary>
/// Writes the documentation as a site that opens from the file system: <c>Carousel.Site OUT</c>, run inside the
/// repository.
/// </summary>
internal static class Program
{
    private const string Mark = "site.css";

    private static int Main(string[] arguments)
    {
        if (arguments is not [{ } output])
        {
            Console.Error.WriteLine(
                "usage: Carousel.Site OUT, run inside the repository after a build with XML documentation");
            return 2;
        }

        if (Directory.Exists(output) && Directory.EnumerateFileSystemEntries(output).Any()
            && !File.Exists(Path.Combine(output, Mark)))
        {
            Console.Error.WriteLine($"{output} holds files that are no site; name an empty folder.");
            return 2;
        }

        string root = FindRepository();
        var api = ApiReference.Read(root);
        if (api.Docs.IsEmpty)
        {
            Console.Error.WriteLine(
                "No build has left XML documentation for the reference; run eng/site.sh without --no-build.");
            return 1;
        }

        SiteFiles files = SiteBuilder.Build(root, api);
        IReadOnlyList<string> broken = Checks.LinkCheck.Broken(files);
        foreach (string link in broken)
        {
            Console.Error.WriteLine(link);
        }

        if (broken.Count > 0)
        {
            return 1;
        }

        if (Directory.Exists(output))
        {
            Directory.Delete(output, recursive: true);
        }

        files.Write(output);
        Console.WriteLine($"{output}/index.html and {files.Paths.Count - 1} other files; every link leads somewhere.");
        return 0;
    }

    private static string FindRepository()
    {
        DirectoryInfo? folder = new(Environment.CurrentDirectory);
        while (folder is not null && !File.Exists(Path.Combine(folder.FullName, "Carousel.slnx")))
        {
            folder = folder.Parent;
        }

        return folder?.FullName ?? throw new InvalidOperationException("Run this inside the repository.");
    }
}
