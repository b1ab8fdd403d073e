using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Microsoft.AspNetCore.Server.Kestrel.Https;

namespace Carousel.Server.Hosting;

/// <summary>The certificate with which a server speaks HTTPS.</summary>
internal static class ServerCertificate
{
    // The names in the configuration of Kestrel.
    private const string Section = "Kestrel__Certificates__Default__";

    /// <summary>Reads the certificate.</summary>
    /// <param name="options">Name its file; where they name none, the environment variables
    /// <c>Kestrel__Certificates__Default__Path</c>, <c>…__KeyPath</c> and <c>…__Password</c> do.</param>
    /// <returns>How HTTPS is spoken; null where no certificate is named.</returns>
    /// <exception cref="ServeException">The certificate can't be read.</exception>
    public static HttpsConnectionAdapterOptions? Read(ListeningOptions options)
    {
        string? path = options.Certificate ?? Variable("Path");
        string? key = options.CertificateKey ?? (options.Certificate is null ? Variable("KeyPath") : null);
        if (path is null)
        {
            return key is null
                ? null
                : throw new ServeException("A private key needs its certificate: name the certificate as well.");
        }

        try
        {
            return Read(path, key, Variable("Password"));
        }
        catch (Exception exception) when (exception
            is CryptographicException or IOException or UnauthorizedAccessException)
        {
            throw new ServeException(
                $"{path}: the certificate can't be read ({exception.Message.TrimEnd('.')}). A .pfx file may need its "
                + $"password in {Section}Password, a .pem file its key.");
        }
    }

    private static HttpsConnectionAdapterOptions Read(string path, string? key, string? password)
    {
        string ending = Path.GetExtension(path).ToUpperInvariant();
        if (ending is ".PFX" or ".P12")
        {
            return new HttpsConnectionAdapterOptions
            {
                ServerCertificate = X509CertificateLoader.LoadPkcs12FromFile(path, password),
            };
        }

        using X509Certificate2 read = password is null
            ? X509Certificate2.CreateFromPemFile(path, key)
            : X509Certificate2.CreateFromEncryptedPemFile(path, password, key);
        var chain = new X509Certificate2Collection();
        chain.ImportFromPemFile(path);

        // Windows can't use TLS with a key that was never imported from PKCS #12.
        return new HttpsConnectionAdapterOptions
        {
            ServerCertificate = X509CertificateLoader.LoadPkcs12(read.Export(X509ContentType.Pkcs12), null),
            ServerCertificateChain = chain,
        };
    }

    private static string? Variable(string name) => Environment.GetEnvironmentVariable(Section + name);
}
